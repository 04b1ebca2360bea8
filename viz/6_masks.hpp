#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "common/tensor/host_tensor.hpp"
#include "common/types/image.hpp"
#include "common/types/instance_masks.hpp"

namespace mrcnn {

/// The 28 x 28 probabilities of the best objects, each beside its cut-out of the image with
/// the pasted outline.
///
///   numbers  (D) the number that gives each object its colour (viz/drawn_objects.hpp); empty:
///            0, 1, 2, ...
HostTensor<std::uint8_t, 3> draw_masks(const InputImage<Host>& image,
                                       const InstanceMasks<Host>& instances,
                                       const std::vector<std::string>& classes,
                                       const std::vector<std::size_t>& numbers = {});

}  // namespace mrcnn
