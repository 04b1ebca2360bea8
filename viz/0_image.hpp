#pragma once
#include <cstdint>

#include "common/image/preprocess.hpp"
#include "common/tensor/host_tensor.hpp"
#include "common/types/image.hpp"

namespace mrcnn {

/// The image beside what the network sees: resized, normalised, padded.
HostTensor<std::uint8_t, 3> draw_input(const InputImage<Host>& image,
                                       const NetworkInput<Host>& input);

/// The resized image as an RGB picture, without its padding, or with it if it is padded on all
/// sides: what boxes of steps 2 to 5 are drawn on.
InputImage<Host> resized_image(const NetworkInput<Host>& input, const ImageParams& params);

}  // namespace mrcnn
