#pragma once
#include "common/tensor/host_tensor.hpp"
#include "common/types/image.hpp"

#include "data/scenes/palette.hpp"

namespace mrcnn {

/// A background (H, W, 3) of three layers: a gradient between the palette's two grounds, smooth
/// noise of random strength, and in every second scene a clutter of straight lines that are not
/// objects.
HostTensor<std::uint8_t, 3> make_background(Random random, ImageSize size, const Palette& palette);

/// Adds noise of about the given standard deviation (in pixel values) to every value, as a camera
/// would.
void add_pixel_noise(std::uint64_t key, int deviation, HostTensor<std::uint8_t, 3>& pixels);

}  // namespace mrcnn
