#pragma once
#include "common/tensor/host_tensor.hpp"
#include "common/types/box_frame.hpp"

#include "stages/pipeline/model/config.hpp"

namespace mrcnn {

/// The frame of all boxes between the anchors and the masks, for an image of `resized` pixels.
BoxFrame box_frame(ImageSize resized, const Config& config);

/// The same with the area that proposals are clipped to in the image's place.
BoxFrame proposals_frame(ImageSize resized, const Config& config);

/// Boxes in pixels of the image, moved to the frame of the boxes.
HostTensor<Box, 1> to_box_frame(const HostTensor<Box, 1>& boxes, ImageSize original,
                                ImageSize resized, const Config& config);

}  // namespace mrcnn
