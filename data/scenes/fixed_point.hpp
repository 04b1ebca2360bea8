#pragma once
#include <cstdint>

namespace mrcnn {

/// Lengths in scenes are integers, 1/256 of a pixel each. Pixel (0, 0) covers [0, 256) on both
/// axes; x grows to the right, y downwards.
constexpr int kPixel = 256;

struct Point {
  int x = 0;
  int y = 0;

  friend Point operator+(Point a, Point b) { return {a.x + b.x, a.y + b.y}; }
};

/// Division that rounds towards minus infinity, so that nothing changes at the origin.
/// Requires divisor > 0.
constexpr std::int64_t floor_divide(std::int64_t value, std::int64_t divisor) {
  const std::int64_t quotient = value / divisor;
  return quotient - (value % divisor < 0 ? 1 : 0);
}

/// The largest integer whose square is not above `value`. Requires value >= 0.
constexpr std::int64_t floor_root(std::int64_t value) {
  std::int64_t root = 0;
  for (std::int64_t bit = std::int64_t{1} << 31; bit > 0; bit /= 2) {
    const std::int64_t longer = root + bit;
    if (longer <= value / longer) {
      root = longer;
    }
  }
  return root;
}

}  // namespace mrcnn
