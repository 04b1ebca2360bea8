#pragma once
#include <array>
#include <cmath>
#include <cstdint>

#include "common/host_device.hpp"
#include "common/types/box.hpp"

namespace mrcnn {

/// How the features of a region become a map of fixed size.
enum class Pooling {
  roi_align,        // mean of bilinear samples inside each bin (Mask R-CNN, sec. 3)
  roi_pool,         // largest cell of each bin (Fast R-CNN, sec. 2.1)
  crop_and_resize,  // one bilinear sample per bin, the outermost on the edges of the box
};

constexpr auto names_of(Pooling) {
  return std::array{"roi_align", "roi_pool", "crop_and_resize"};
}

/// How the octaves of FPN eq. 1, log2(side / canonical_size), become a level.
enum class LevelRule {
  floor,         // floor(k0 + octaves + 1e-6), torchvision
  floor_inside,  // floor(k0 + log2(side / canonical_size + 1e-8)), detectron2
  nearest,       // k0 + octaves rounded half to even, matterport
};

constexpr auto names_of(LevelRule) {
  return std::array{"floor", "floor_inside", "nearest"};
}

/// A region in cells of one map, cut into bins, and the grid of samples inside each bin.
struct RoiGrid {
  float y1, x1;                 // upper left corner, cells; pixel centres at integers
  float bin_height, bin_width;  // cells
  int samples_y, samples_x;     // per bin
  float first_sample;           // where the first one sits, in steps of one sample
  float reach;                  // cells outside the map that still read its border
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
          0.5F,
          1.0F,
          finite};
}

// [/grid]

// [crop]
/// The grid of crop_and_resize: one sample per bin, the first and the last on the edges of the box,
/// none outside the map. A single bin is sampled in the middle of the box.
///
///   box  fractions of the way from the first cell's centre to the last one's
MRCNN_HD inline RoiGrid crop_grid(const Box& box, int map_height, int map_width, int bins_y,
                                  int bins_x) {
  const auto last_row = static_cast<float>(map_height - 1);
  const auto last_column = static_cast<float>(map_width - 1);
  const float height = (box.y2 - box.y1) * last_row;
  const float width = (box.x2 - box.x1) * last_column;
  const float y1 = bins_y > 1 ? box.y1 * last_row : 0.5F * (box.y1 + box.y2) * last_row;
  const float x1 = bins_x > 1 ? box.x1 * last_column : 0.5F * (box.x1 + box.x2) * last_column;
  const bool finite = std::fabs(x1) < INFINITY && std::fabs(y1) < INFINITY &&
                      std::fabs(height) < INFINITY && std::fabs(width) < INFINITY;
  const float bin_height = bins_y > 1 ? height / static_cast<float>(bins_y - 1) : 0.0F;
  const float bin_width = bins_x > 1 ? width / static_cast<float>(bins_x - 1) : 0.0F;
  return {y1, x1, bin_height, bin_width, 1, 1, 0.0F, 0.0F, finite};
}

// [/crop]

// [sample]
/// Sample i of bin b along one axis, in cells.
MRCNN_HD inline float sample_position(float start, float bin_extent, int bin, int i, int samples,
                                      float first_sample = 0.5F) {
  return start + static_cast<float>(bin) * bin_extent +
         (static_cast<float>(i) + first_sample) * bin_extent / static_cast<float>(samples);
}

// [/sample]

// [axis]
/// The two cells a coordinate lies between, and how much each counts.
struct Neighbours {
  int low, high;
  float low_weight, high_weight;
  bool inside;  // false further outside the map than the grid reaches: the sample is 0
};

/// Coordinates up to `reach` cells outside read the border cell.
MRCNN_HD inline Neighbours neighbours(float position, int extent, float reach = 1.0F) {
  if (!(position >= -reach && position <= static_cast<float>(extent - 1) + reach) || extent <= 0) {
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

// [level]
/// The level of a box whose sqrt(width height) is `side`: one up for every threshold it reaches.
/// NaN reaches none.
MRCNN_HD inline int roi_level(float side, const float* thresholds, int count, int lowest) {
  int level = lowest;
  for (int i = 0; i < count; ++i) {
    level += side >= thresholds[i] ? 1 : 0;
  }
  return level;
}

// [/level]

// [pool]
/// The cells that one bin of RoIPool takes the largest of, along one axis; empty if first >= last.
struct PoolBin {
  int first, last;  // last is not inside
};

/// Half away from zero, limited to +-2^30; NaN is the lower limit.
MRCNN_HD inline int rounded_cell(float v) {
  constexpr float kLimit = 1073741824.0F;
  const float limited = v > -kLimit ? (v < kLimit ? v : kLimit) : -kLimit;
  return static_cast<int>(std::round(limited));
}

/// Bin b of a box between `low` and `high` image pixels (Fast R-CNN, sec. 2.1, as in Caffe): its
/// corners are rounded to cells and both belong to it, so it is at least one cell large; bins begin
/// at the floor and end at the ceiling of their share.
MRCNN_HD inline PoolBin roi_pool_bin(float low, float high, float scale, int bin, int bins,
                                     int extent) {
  const std::int64_t begin = rounded_cell(low * scale);
  const std::int64_t cells = rounded_cell(high * scale) - begin + 1;
  const float share = static_cast<float>(cells > 1 ? cells : 1) / static_cast<float>(bins);
  const auto from = static_cast<std::int64_t>(std::floor(static_cast<float>(bin) * share));
  const auto to = static_cast<std::int64_t>(std::ceil(static_cast<float>(bin + 1) * share));
  const auto inside = [extent](std::int64_t cell) {
    return static_cast<int>(cell < 0 ? 0 : (cell > extent ? extent : cell));
  };
  return {inside(begin + from), inside(begin + to)};
}

// [/pool]

}  // namespace mrcnn
