#include "stages/6_masks/masks_checks.hpp"
#include "stages/6_masks/original_frame.hpp"

namespace mrcnn {

HostTensor<Box, 1> to_original_frame(const HostTensor<Box, 1>& boxes, const BoxFrame& frame,
                                     ImageSize original, PasteRule rule) {
  check_frame(frame);
  HostTensor<Box, 1> result = boxes;
  for (Box& b : result) {
    b = original_box(rule, b, frame, original);
  }
  return result;
}

}  // namespace mrcnn
