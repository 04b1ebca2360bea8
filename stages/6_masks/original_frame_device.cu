#include <thrust/transform.h>

#include "common/tensor/for_each.cuh"

#include "stages/6_masks/masks_checks.hpp"
#include "stages/6_masks/original_frame.hpp"

namespace mrcnn {

DeviceTensor<Box, 1> to_original_frame(const DeviceTensor<Box, 1>& boxes, const BoxFrame& frame,
                                       ImageSize original, PasteRule rule) {
  check_frame(frame);
  DeviceTensor<Box, 1> result({boxes.valid_rows()});
  // result[d] <- boxes[d] in pixels of the original image
  thrust::transform(on_device(), view(boxes).begin(), view(boxes).end(), view(result).begin(),
                    [=] MRCNN_HD(const Box& b) { return original_box(rule, b, frame, original); });
  return result;
}

}  // namespace mrcnn
