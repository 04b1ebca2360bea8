#pragma once
#include <cstdint>

#include "common/tensor/tensor.hpp"

namespace mrcnn {

/// Readers refuse pictures and masks with more pixels than this: a few bytes can claim any size.
inline constexpr std::int64_t kMaxImagePixels = std::int64_t{1} << 26;

/// Rows and columns of an image or a map.
struct ImageSize {
  int height = 0;
  int width = 0;

  friend bool operator==(const ImageSize&, const ImageSize&) = default;
};

/// A photograph as it was decoded.
template <class Place>
struct Image {
  Tensor<Place, std::uint8_t, 3> pixels;  // (H0, W0, 3) RGB
};

/// What the network sees: resized, normalised, padded at the bottom and right with 0.
template <class Place>
struct NetworkInput {
  Tensor<Place, float, 3> pixels;  // (H, W, 3), H and W multiples of 32
  ImageSize resized;               // before padding; all boxes live in this frame
  ImageSize original;              // of the photograph
};

}  // namespace mrcnn
