#pragma once
#include <cstdint>

#include "common/tensor/tensor.hpp"

namespace mrcnn {

/// Readers reject images and masks with more pixels than this: a few bytes can claim any size.
inline constexpr std::int64_t kMaxImagePixels = std::int64_t{1} << 26;

/// Rows and columns of an image or a map.
struct ImageSize {
  int height = 0;
  int width = 0;

  friend bool operator==(const ImageSize&, const ImageSize&) = default;
};

inline Index cells_of(ImageSize size) {
  return Index{size.height} * size.width;
}

/// Rows and columns of a map (H, W, C).
template <class Map>
ImageSize size_of(const Map& map) {
  return {static_cast<int>(map.shape()[0]), static_cast<int>(map.shape()[1])};
}

/// An image as it was decoded.
template <class Place>
struct InputImage {
  Tensor<Place, std::uint8_t, 3> pixels;  // (H0, W0, 3) RGB
};

/// Where the resized image lies in the network's input: `padded` pixels, of which the image's first
/// is in row `top` and column `left`.
struct InputPlace {
  ImageSize padded;
  int top = 0;
  int left = 0;

  friend bool operator==(const InputPlace&, const InputPlace&) = default;
};

/// What the network sees: resized, normalised, padded.
template <class Place>
struct NetworkInput {
  Tensor<Place, float, 3> pixels;  // (H, W, 3), H and W multiples of 32
  ImageSize resized;               // before padding
  ImageSize original;              // of the image before resizing
};

}  // namespace mrcnn
