#pragma once
#include <cstddef>
#include <cstdint>

#include "common/tensor/host_tensor.hpp"
#include "common/types/box.hpp"
#include "common/types/image.hpp"

#include "viz/colors.hpp"

namespace mrcnn {

using Rgb = HostTensor<std::uint8_t, 3>;

inline Color pixel(const Rgb& rgb, std::size_t y, std::size_t x) {
  return {rgb(y, x, 0), rgb(y, x, 1), rgb(y, x, 2)};
}

/// Pixels of exactly this colour.
inline std::size_t count_of(const Rgb& rgb, Color color) {
  std::size_t count = 0;
  for (std::size_t y = 0; y < rgb.shape(0); ++y) {
    for (std::size_t x = 0; x < rgb.shape(1); ++x) {
      count += pixel(rgb, y, x) == color ? 1 : 0;
    }
  }
  return count;
}

/// A colour that neither viz/ nor the soft edges of letters have.
inline constexpr Color kPlain{77, 90, 103};

/// A photograph in that colour.
inline InputImage<Host> plain_image(std::size_t height, std::size_t width) {
  InputImage<Host> image{make_tensor<std::uint8_t>({height, width, 3})};
  for (std::size_t i = 0; i < height * width; ++i) {
    image.pixels.data()[3 * i] = kPlain.red;
    image.pixels.data()[3 * i + 1] = kPlain.green;
    image.pixels.data()[3 * i + 2] = kPlain.blue;
  }
  return image;
}

}  // namespace mrcnn
