#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "common/tensor/host_tensor.hpp"
#include "common/types/box.hpp"
#include "common/types/feature_pyramid.hpp"
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

/// An image in that colour.
inline InputImage<Host> plain_image(std::size_t height, std::size_t width) {
  InputImage<Host> image{make_tensor<std::uint8_t>({height, width, 3})};
  for (std::size_t i = 0; i < height * width; ++i) {
    image.pixels.data()[3 * i] = kPlain.red;
    image.pixels.data()[3 * i + 1] = kPlain.green;
    image.pixels.data()[3 * i + 2] = kPlain.blue;
  }
  return image;
}

inline const std::vector<std::string> kClasses = {"background", "circle", "star"};

/// P2..P6 of an image of this size, all values 1.
inline FeaturePyramid<Host> flat_pyramid(std::size_t height, std::size_t width) {
  FeaturePyramid<Host> pyramid;
  for (std::size_t stride = 4; stride <= 64; stride *= 2) {
    pyramid.levels.push_back(filled_tensor<float>(
        {(height + stride - 1) / stride, (width + stride - 1) / stride, 3}, 1.0F));
  }
  return pyramid;
}

}  // namespace mrcnn
