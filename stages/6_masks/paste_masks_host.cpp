#include "stages/6_masks/masks_checks.hpp"
#include "stages/6_masks/paste_masks.hpp"
#include "stages/6_masks/paste_pixels.hpp"

namespace mrcnn {

HostTensor<float, 3> paste_masks(const HostTensor<float, 3>& masks, const HostTensor<Box, 1>& boxes,
                                 ImageSize canvas, PasteRule rule) {
  check_masks("paste_masks", "masks", masks.shape(), boxes.size());
  auto pasted = filled_tensor<float>({boxes.size(), canvas.height, canvas.width}, 0.0F);
  // [lab]
  for (std::size_t d = 0; d < boxes.size(); ++d) {
    for_each_pixel(view(masks)[d], boxes(d), rule, canvas,
                   [&](Index y, Index x, float p) { pasted(d, y, x) = p; });
  }
  // [/lab]
  return pasted;
}

}  // namespace mrcnn
