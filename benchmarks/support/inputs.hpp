#pragma once
#include <cstdint>

#include "common/tensor/host_tensor.hpp"
#include "common/types/box.hpp"
#include "common/types/feature_pyramid.hpp"

namespace mrcnn {

/// Numbers that look random and are the same on every machine.
class Numbers {
 public:
  /// In [0, 1).
  float next() {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return static_cast<float>(state_ >> 40U) / 16777216.0F;
  }

  float between(float low, float high) { return low + next() * (high - low); }

 private:
  std::uint64_t state_ = 1;
};

/// A tensor of values in [-1, 1): timing zeros would flatter.
template <std::size_t Rank>
HostTensor<float, Rank> random_tensor(const Extent (&shape)[Rank]) {
  auto tensor = make_tensor<float>(shape);
  Numbers numbers;
  for (float& value : tensor) {
    value = numbers.between(-1.0F, 1.0F);
  }
  return tensor;
}

/// Boxes of all sizes inside an image of 800 x 1066 pixels.
inline HostTensor<Box, 1> random_boxes(std::size_t count) {
  auto boxes = make_tensor<Box>({count});
  Numbers numbers;
  for (Box& box : boxes) {
    const float width = numbers.between(8.0F, 500.0F);
    const float height = numbers.between(8.0F, 400.0F);
    const float x1 = numbers.between(0.0F, 1066.0F - width);
    const float y1 = numbers.between(0.0F, 800.0F - height);
    box = {x1, y1, x1 + width, y1 + height};
  }
  return boxes;
}

/// P2..P6 of an input of height x width pixels.
inline FeaturePyramid<Host> random_pyramid(std::size_t height, std::size_t width,
                                           std::size_t channels) {
  FeaturePyramid<Host> pyramid;
  for (std::size_t stride = 4; stride <= 64; stride *= 2) {
    pyramid.levels.push_back(
        random_tensor({(height + stride - 1) / stride, (width + stride - 1) / stride, channels}));
  }
  return pyramid;
}

}  // namespace mrcnn
