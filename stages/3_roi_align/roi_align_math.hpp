#pragma once
#include <cmath>

#include "common/host_device.hpp"
#include "common/tensor/view.hpp"
#include "common/types/box.hpp"

#include "stages/3_roi_align/roi_align_params.hpp"

namespace mrcnn {

/// A region in cells of one map, cut into bins, and the grid of samples inside each bin.
struct RoiGrid {
  float y1, x1;                 // upper left corner, cells; pixel centres at integers
  float bin_height, bin_width;  // cells
  int samples_y, samples_x;     // per bin
  bool finite;
};

/// Most samples per bin and axis when their number is adaptive, so that a huge box costs no memory.
inline constexpr int kMaxSamplesPerAxis = 64;

/// Number of samples per axis when it is adaptive: one per cell, limited; none in a bin without
/// extent, whose mean is then 0.
MRCNN_HD inline int adaptive_samples(float bin_extent) {
  if (!(bin_extent > 0.0F)) {
    return 0;
  }
  return bin_extent < kMaxSamplesPerAxis ? static_cast<int>(std::ceil(bin_extent))
                                         : kMaxSamplesPerAxis;
}

// [grid]
/// Places the grid of a box on a map whose cells are 1 / scale image pixels wide.
MRCNN_HD inline RoiGrid roi_grid(const Box& box, float scale, Index bins_y, Index bins_x,
                                 const RoiAlignParams& params) {
  const float half_cell = params.aligned ? 0.5F : 0.0F;
  const float x1 = box.x1 * scale - half_cell;
  const float y1 = box.y1 * scale - half_cell;
  const float x2 = box.x2 * scale - half_cell;
  const float y2 = box.y2 * scale - half_cell;
  float height = y2 - y1;
  float width = x2 - x1;
  const bool finite = std::fabs(x1) < INFINITY && std::fabs(y1) < INFINITY &&
                      std::fabs(height) < INFINITY && std::fabs(width) < INFINITY;
  if (!params.aligned) {  // the original code makes every region at least one cell wide and high
    height = height > 1.0F ? height : 1.0F;
    width = width > 1.0F ? width : 1.0F;
  }
  const float bin_height = height / static_cast<float>(bins_y);
  const float bin_width = width / static_cast<float>(bins_x);
  const int samples = params.sampling_ratio;  // 0 or less: adaptive
  const int samples_y = samples > 0 ? samples : adaptive_samples(bin_height);
  const int samples_x = samples > 0 ? samples : adaptive_samples(bin_width);
  return {y1, x1, bin_height, bin_width, samples_y, samples_x, finite};
}

// [/grid]

// [sample]
/// Sample i of bin b along one axis, in cells: samples stand in the middle of equal parts.
MRCNN_HD inline float sample_position(float start, float bin_extent, Index bin, Index i,
                                      int samples) {
  return start + static_cast<float>(bin) * bin_extent +
         (static_cast<float>(i) + 0.5F) * bin_extent / static_cast<float>(samples);
}

// [/sample]

// [axis]
/// The two cells a coordinate lies between, and how much each counts.
struct Neighbours {
  Index low, high;
  float low_weight, high_weight;
  bool inside;  // false more than one cell outside the map: the sample is 0
};

/// Coordinates up to one cell outside read the border cell.
MRCNN_HD inline Neighbours neighbours(float position, Index extent) {
  if (!(position >= -1.0F && position <= static_cast<float>(extent)) || extent <= 0) {
    return {0, 0, 0.0F, 0.0F, false};
  }
  const float clamped = position > 0.0F ? position : 0.0F;
  const auto low = static_cast<Index>(clamped);
  if (low >= extent - 1) {
    return {extent - 1, extent - 1, 1.0F, 0.0F, true};
  }
  const float high_weight = clamped - static_cast<float>(low);
  return {low, low + 1, 1.0F - high_weight, high_weight, true};
}

// [/axis]

// [bilinear]
/// sums[c - first] += the bilinear sample of channel c between four cells.
MRCNN_HD inline void add_sample(const View<const float, 3>& map, const Neighbours& y,
                                const Neighbours& x, Index first, Index last, float* sums) {
  const float top_left = y.low_weight * x.low_weight;
  const float top_right = y.low_weight * x.high_weight;
  const float bottom_left = y.high_weight * x.low_weight;
  const float bottom_right = y.high_weight * x.high_weight;
  for (Index c = first; c < last; ++c) {
    sums[c - first] += top_left * map(y.low, x.low, c) + top_right * map(y.low, x.high, c) +
                       bottom_left * map(y.high, x.low, c) + bottom_right * map(y.high, x.high, c);
  }
}

// [/bilinear]

// [bin]
/// means[c - first] = the mean of the samples of bin (by, bx), for the channels first .. last - 1.
/// The position of a sample is computed once for all of them.
MRCNN_HD inline void mean_of_bin(const View<const float, 3>& map, const RoiGrid& grid, Index by,
                                 Index bx, Index first, Index last, float* means) {
  for (Index c = first; c < last; ++c) {
    means[c - first] = 0.0F;
  }
  for (int iy = 0; grid.finite && iy < grid.samples_y; ++iy) {
    const Neighbours y = neighbours(
        sample_position(grid.y1, grid.bin_height, by, iy, grid.samples_y), map.extent(0));
    for (int ix = 0; ix < grid.samples_x; ++ix) {
      const Neighbours x = neighbours(
          sample_position(grid.x1, grid.bin_width, bx, ix, grid.samples_x), map.extent(1));
      if (y.inside && x.inside) {
        add_sample(map, y, x, first, last, means);
      }
    }
  }
  const int samples = grid.samples_y * grid.samples_x;
  const auto count = static_cast<float>(samples > 1 ? samples : 1);
  for (Index c = first; c < last; ++c) {
    means[c - first] /= count;
  }
}

// [/bin]

}  // namespace mrcnn
