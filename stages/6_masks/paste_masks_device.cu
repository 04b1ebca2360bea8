#include "stages/6_masks/masks_checks.hpp"
#include "stages/6_masks/paste_masks.hpp"
#include "stages/6_masks/paste_pixels.cuh"

namespace mrcnn {
namespace {

struct Unchanged {
  MRCNN_HD float operator()(float p) const { return p; }
};

}  // namespace

DeviceTensor<float, 3> paste_masks(const DeviceTensor<float, 3>& masks,
                                   const DeviceTensor<Box, 1>& boxes, ImageSize canvas,
                                   PasteRule rule) {
  const std::size_t count = boxes.valid_rows();
  check_masks("paste_masks", "masks", masks.shape(), count);
  auto pasted = make_device_tensor<float>({count, canvas.height, canvas.width});
  paste_pixels(view(masks), view(boxes), rule, Unchanged{}, view(pasted));
  return pasted;
}

}  // namespace mrcnn
