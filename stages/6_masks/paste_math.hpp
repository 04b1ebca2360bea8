#pragma once
#include <cmath>

#include "common/host_device.hpp"
#include "common/tensor/view.hpp"

namespace mrcnn {

// How a mask of M x M probabilities is spread over the pixels of its box, as torchvision does it.
// The rules of other programs are in paste_rules.hpp.

/// The pixels along one axis that a mask can reach.
struct PasteAxis {
  Index first, count;  // pixels, may lie outside the canvas; a count of 0 sets no pixel
  double scale;        // cells per pixel
};

/// Truncates toward zero; limited to +-2^30, so that no coordinate overflows an integer.
MRCNN_HD inline Index truncated(float v) {
  constexpr float kLimit = 1073741824.0F;
  return static_cast<Index>(v < -kLimit ? -kLimit : (v > kLimit ? kLimit : v));
}

// [torchvision]
/// A mask of `cells` cells gets a ring of zeros, so its box grows by (cells + 2) / cells about the
/// centre; corners are truncated toward zero, and the pixels of both belong to the box.
MRCNN_HD inline PasteAxis grown_axis(float low, float high, int cells) {
  const auto growth = static_cast<float>((cells + 2.0) / cells);
  const float half = (high - low) * 0.5F * growth;
  const float center = (high + low) * 0.5F;
  if (!(high >= low && half < INFINITY && std::fabs(center) < INFINITY)) {
    return {0, 0, 0.0};
  }
  const Index first = truncated(center - half);
  const Index pixels = truncated(center + half) - first + 1;
  const Index count = pixels > 1 ? pixels : 1;
  return {first, count, static_cast<float>(cells + 2) / static_cast<float>(count)};
}

// [/torchvision]

// [tap]
/// Where one row or column of pixels reads the mask with its ring: two cells and their weights.
struct PasteTap {
  Index low, high;
  float low_weight, high_weight;
};

/// The two cells beside a position, 0 being the centre of the first cell of the ring.
MRCNN_HD inline PasteTap tap_at(double position, Index ringed_cells) {
  const auto last = static_cast<double>(ringed_cells - 1);
  const double inside = position > 0.0 ? (position < last ? position : last) : 0.0;
  const auto low = static_cast<Index>(inside);
  const Index high = low + 1 < ringed_cells ? low + 1 : low;
  const auto high_weight = static_cast<float>(inside - static_cast<double>(low));
  return {low, high, 1.0F - high_weight, high_weight};
}

/// Half-pixel centres: the first pixel begins where the ring does.
MRCNN_HD inline PasteTap grown_tap(const PasteAxis& axis, Index pixel, Index cells) {
  const double center = static_cast<double>(pixel - axis.first) + 0.5;
  return tap_at(axis.scale * center - 0.5, cells + 2);
}

/// A cell of the mask with its ring of zeros.
MRCNN_HD inline float ringed(const View<const float, 2>& mask, Index y, Index x) {
  const bool inside = y >= 1 && y <= mask.extent(0) && x >= 1 && x <= mask.extent(1);
  return inside ? mask(y - 1, x - 1) : 0.0F;
}

/// Bilinear: the probability of one pixel.
MRCNN_HD inline float paste_value(const View<const float, 2>& mask, const PasteTap& y,
                                  const PasteTap& x) {
  const float top =
      x.low_weight * ringed(mask, y.low, x.low) + x.high_weight * ringed(mask, y.low, x.high);
  const float bottom =
      x.low_weight * ringed(mask, y.high, x.low) + x.high_weight * ringed(mask, y.high, x.high);
  return y.low_weight * top + y.high_weight * bottom;
}

// [/tap]

}  // namespace mrcnn
