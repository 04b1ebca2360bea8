#pragma once
#include <cmath>

#include "common/host_device.hpp"
#include "common/types/box.hpp"

namespace mrcnn {

/// A region in cells of one map, cut into bins, and the grid of samples inside each bin.
struct RoiGrid {
  float y1, x1;                 // upper left corner, cells; pixel centres at integers
  float bin_height, bin_width;  // cells
  int samples_y, samples_x;     // per bin
  bool finite;
};

/// Number of samples per axis when it is adaptive: one per cell, at most `most`; none in a bin
/// without extent, whose mean is then 0.
MRCNN_HD inline int adaptive_samples(float bin_extent, int most) {
  const float wanted = std::ceil(bin_extent);
  if (!(wanted >= 1.0F)) {
    return 0;
  }
  return wanted < static_cast<float>(most) ? static_cast<int>(wanted) : most;
}

// [grid]
/// Places the grid of a box on a map whose cells are 1 / scale image pixels wide.
MRCNN_HD inline RoiGrid roi_grid(const Box& box, float scale, int bins_y, int bins_x,
                                 int sampling_ratio, bool aligned, int most_samples) {
  const float half_cell = aligned ? 0.5F : 0.0F;
  const float x1 = box.x1 * scale - half_cell;
  const float y1 = box.y1 * scale - half_cell;
  const float x2 = box.x2 * scale - half_cell;
  const float y2 = box.y2 * scale - half_cell;
  float height = y2 - y1;
  float width = x2 - x1;
  const bool finite = std::fabs(x1) < INFINITY && std::fabs(y1) < INFINITY &&
                      std::fabs(height) < INFINITY && std::fabs(width) < INFINITY;
  if (!aligned) {  // the first RoIAlign made every region at least one cell large
    height = height > 1.0F ? height : 1.0F;
    width = width > 1.0F ? width : 1.0F;
  }
  const float bin_height = height / static_cast<float>(bins_y);
  const float bin_width = width / static_cast<float>(bins_x);
  const bool adaptive = sampling_ratio <= 0;
  return {y1,
          x1,
          bin_height,
          bin_width,
          adaptive ? adaptive_samples(bin_height, most_samples) : sampling_ratio,
          adaptive ? adaptive_samples(bin_width, most_samples) : sampling_ratio,
          finite};
}

/// Sample i of bin b along one axis, in cells.
MRCNN_HD inline float sample_position(float start, float bin_extent, int bin, int i, int samples) {
  return start + static_cast<float>(bin) * bin_extent +
         (static_cast<float>(i) + 0.5F) * bin_extent / static_cast<float>(samples);
}

// [/grid]

// [axis]
/// The two cells a coordinate lies between, and how much each counts.
struct Neighbours {
  int low, high;
  float low_weight, high_weight;
  bool inside;  // false more than one cell outside the map: the sample is 0
};

/// Coordinates up to one cell outside read the border cell.
MRCNN_HD inline Neighbours neighbours(float position, int extent) {
  if (!(position >= -1.0F && position <= static_cast<float>(extent)) || extent <= 0) {
    return {0, 0, 0.0F, 0.0F, false};
  }
  const float clamped = position > 0.0F ? position : 0.0F;
  const int low = static_cast<int>(clamped);
  if (low >= extent - 1) {
    return {extent - 1, extent - 1, 1.0F, 0.0F, true};
  }
  const float high_weight = clamped - static_cast<float>(low);
  return {low, low + 1, 1.0F - high_weight, high_weight, true};
}

// [/axis]

}  // namespace mrcnn
