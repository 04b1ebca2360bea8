#pragma once
#include <cmath>
#include <cstdint>

#include "common/host_device.hpp"
#include "common/types/box.hpp"

namespace mrcnn {

/// The whole pixels that a mask covers once its box has grown and its corners are truncated.
struct PasteRegion {
  std::int64_t x1, y1;         // first column and row, may lie outside the canvas
  std::int64_t width, height;  // pixels; 0 when nothing is to be painted
};

/// Cuts toward zero; limited to +-2^30, so that no coordinate overflows an integer.
MRCNN_HD inline std::int64_t truncated(float v) {
  constexpr float kLimit = 1073741824.0F;
  const float limited = v < -kLimit ? -kLimit : (v > kLimit ? kLimit : v);
  return static_cast<std::int64_t>(limited);
}

// [region]
/// torchvision's rule: the M x M mask gets a ring of zeros, so its box grows by (M + 2) / M about
/// the centre; corners are truncated toward zero; and one is added to each side.
MRCNN_HD inline PasteRegion paste_region(const Box& box, int mask_size) {
  const float growth =
      static_cast<float>(static_cast<double>(mask_size + 2) / static_cast<double>(mask_size));
  const float half_width = (box.x2 - box.x1) * 0.5F * growth;
  const float half_height = (box.y2 - box.y1) * 0.5F * growth;
  const float center_x = (box.x2 + box.x1) * 0.5F;
  const float center_y = (box.y2 + box.y1) * 0.5F;
  if (!(half_width >= 0.0F && half_height >= 0.0F && std::fabs(center_x) < INFINITY &&
        std::fabs(center_y) < INFINITY && half_width < INFINITY && half_height < INFINITY)) {
    return {0, 0, 0, 0};
  }
  const std::int64_t x1 = truncated(center_x - half_width);
  const std::int64_t y1 = truncated(center_y - half_height);
  const std::int64_t width = truncated(center_x + half_width) - x1 + 1;
  const std::int64_t height = truncated(center_y + half_height) - y1 + 1;
  return {x1, y1, width > 1 ? width : 1, height > 1 ? height : 1};
}

// [/region]

/// Where one row or column of the region reads the mask with its ring: two cells and their weights.
struct PasteTap {
  int low, high;
  float low_weight, high_weight;
};

/// Bilinear, half-pixel centres, the rule of resize_bilinear. `cells` is M + 2.
MRCNN_HD inline PasteTap paste_tap(std::int64_t index, std::int64_t extent, int cells) {
  if (extent == cells) {
    return {static_cast<int>(index), static_cast<int>(index), 1.0F, 0.0F};
  }
  const float scale = static_cast<float>(cells) / static_cast<float>(extent);
  const double center = static_cast<double>(scale) * (static_cast<double>(index) + 0.5) - 0.5;
  const double position = center > 0.0 ? center : 0.0;
  int low = static_cast<int>(position);
  low = low < cells - 1 ? low : cells - 1;
  const int high = low + 1 < cells ? low + 1 : cells - 1;
  const auto high_weight = static_cast<float>(position - static_cast<double>(low));
  return {low, high, 1.0F - high_weight, high_weight};
}

/// A cell of the mask with its ring of zeros.
MRCNN_HD inline float ringed(const float* mask, int mask_size, int y, int x) {
  const bool inside = y >= 1 && y <= mask_size && x >= 1 && x <= mask_size;
  return inside ? mask[(y - 1) * mask_size + (x - 1)] : 0.0F;
}

/// Probability of one pixel of the region.
MRCNN_HD inline float paste_value(const float* mask, int mask_size, const PasteTap& y,
                                  const PasteTap& x) {
  const float top = x.low_weight * ringed(mask, mask_size, y.low, x.low) +
                    x.high_weight * ringed(mask, mask_size, y.low, x.high);
  const float bottom = x.low_weight * ringed(mask, mask_size, y.high, x.low) +
                       x.high_weight * ringed(mask, mask_size, y.high, x.high);
  return y.low_weight * top + y.high_weight * bottom;
}

}  // namespace mrcnn
