#pragma once
#include <vector>

#include "common/host_device.hpp"
#include "common/tensor/tensor.hpp"

namespace mrcnn {

/// Level l of the pyramid has stride 2^l image pixels; the finest is P2.
inline constexpr int kLowestLevel = 2;
/// Regions are read from P2..P5; P6 serves the region proposal network only (FPN, sec. 4.1).
inline constexpr int kHighestRoiLevel = 5;
inline constexpr int kHighestLevel = 6;

/// Image pixels per cell of a level.
MRCNN_HD inline float stride_of_level(int level) {
  return static_cast<float>(1 << level);
}

/// The feature pyramid: levels[0] is P2.
template <class Place>
struct FeaturePyramid {
  std::vector<Tensor<Place, float, 3>> levels;  // P2..P6 (or P2..P5): (H_l, W_l, C)
};

}  // namespace mrcnn
