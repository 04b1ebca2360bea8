#pragma once
#include "common/tensor/device_tensor.hpp"
#include "common/tensor/host_tensor.hpp"
#include "common/types/box_frame.hpp"
#include "common/types/image.hpp"

#include "stages/6_masks/paste_rules.hpp"

namespace mrcnn {

/// Boxes of `frame` in pixels of the original image: one factor per axis, f32(H0) / f32(h). Throws
/// ShapeError if the resized image is empty.
HostTensor<Box, 1> to_original_frame(const HostTensor<Box, 1>& boxes, const BoxFrame& frame,
                                     ImageSize original, PasteRule rule = PasteRule::torchvision);
DeviceTensor<Box, 1> to_original_frame(const DeviceTensor<Box, 1>& boxes, const BoxFrame& frame,
                                       ImageSize original, PasteRule rule = PasteRule::torchvision);

}  // namespace mrcnn
