#pragma once
#include <xtensor/xview.hpp>

#include "stages/6_masks/paste_masks.hpp"

namespace mrcnn {

using Picture = HostTensor<float, 2>;

/// One mask on a canvas.
inline Picture pasted(const Picture& mask, const Box& box, ImageSize canvas,
                      PasteRule rule = PasteRule::torchvision) {
  auto one = make_tensor<float>({1, mask.shape(0), mask.shape(1)});
  xt::view(one, 0) = mask;
  return xt::view(paste_masks(one, {box}, canvas, rule), 0);
}

}  // namespace mrcnn
