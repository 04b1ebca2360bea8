#pragma once
#include "common/tensor/device_tensor.hpp"
#include "common/tensor/host_tensor.hpp"
#include "common/types/image.hpp"

#include "stages/6_masks/paste_rules.hpp"

namespace mrcnn {

/// Spreads every mask over the pixels of its box, each on a separate canvas. Step paste compares
/// the result with its threshold.
///
///   masks    (N, M, M) probabilities
///   boxes    (N) pixels of the canvas
///   returns  (N, height, width), 0 outside the box
///
/// A non-finite or reversed box sets no pixel. Only pixels of the canvas are computed, however
/// large the box. Throws ShapeError if lengths differ or a mask is not square.
HostTensor<float, 3> paste_masks(const HostTensor<float, 3>& masks, const HostTensor<Box, 1>& boxes,
                                 ImageSize canvas, PasteRule rule = PasteRule::torchvision);
DeviceTensor<float, 3> paste_masks(const DeviceTensor<float, 3>& masks,
                                   const DeviceTensor<Box, 1>& boxes, ImageSize canvas,
                                   PasteRule rule = PasteRule::torchvision);

}  // namespace mrcnn
