#include <array>
#include <cmath>

#include "common/geometry/box.hpp"
#include "common/nn/layers_math.hpp"
#include "common/tensor/for_each.cuh"

#include "stages/3_roi_align/region_grid.hpp"
#include "stages/3_roi_align/roi_align.hpp"
#include "stages/3_roi_align/roi_align_checks.hpp"
#include "stages/3_roi_align/roi_align_math.hpp"

namespace mrcnn {
namespace {

/// One level as a thread sees it.
struct MapView {
  const float* cells;  // (height, width, channels)
  int height, width;
  std::size_t channels;

  MRCNN_HD const float* at(int y, int x) const {
    return cells + (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                    static_cast<std::size_t>(x)) *
                       channels;
  }
};

MapView view_of(const DeviceTensor<float, 3>& map) {
  return {map.data(), static_cast<int>(map.shape(0)), static_cast<int>(map.shape(1)), map.shape(2)};
}

/// P2..P5 for a thread that picks one.
struct LevelViews {
  MapView maps[kRoiLevels];
};

/// The thresholds of roi_level, small enough to travel with every launch.
struct LevelThresholds {
  static constexpr int kMost = 16;
  float values[kMost];
  int count;
};

LevelThresholds thresholds_of(const RoiAlignParams& params, int lowest, int highest) {
  const std::vector<float> found = roi_level_thresholds(params, lowest, highest);
  check_shape(found.size() <= LevelThresholds::kMost, "roi_levels: levels ", lowest, " to ",
              highest, ", expected at most ", LevelThresholds::kMost + 1);
  LevelThresholds thresholds{{}, static_cast<int>(found.size())};
  std::copy(found.begin(), found.end(), thresholds.values);
  return thresholds;
}

// [bin]
/// out[first..last) = means of the samples of bin (by, bx), for a run of channels. Where a sample
/// lies is found once for the run: on a GPU a run is one channel, and all threads of a bin find the
/// same, which costs them less than waiting for one to tell the others.
MRCNN_HD inline void pool_bin(const MapView& map, const RoiGrid& grid, int by, int bx,
                              std::size_t first, std::size_t last, float* out) {
  float sums[kChannelsPerThread] = {};
  const int channels = static_cast<int>(last - first);
  for (int iy = 0; grid.finite && iy < grid.samples_y; ++iy) {
    const float position_y =
        sample_position(grid.y1, grid.bin_height, by, iy, grid.samples_y, grid.first_sample);
    const Neighbours y = neighbours(position_y, map.height, grid.reach);
    for (int ix = 0; ix < grid.samples_x; ++ix) {
      const float position_x =
          sample_position(grid.x1, grid.bin_width, bx, ix, grid.samples_x, grid.first_sample);
      const Neighbours x = neighbours(position_x, map.width, grid.reach);
      if (y.inside && x.inside) {
        const float* top_left = map.at(y.low, x.low) + first;
        const float* top_right = map.at(y.low, x.high) + first;
        const float* bottom_left = map.at(y.high, x.low) + first;
        const float* bottom_right = map.at(y.high, x.high) + first;
        const float w1 = y.low_weight * x.low_weight;
        const float w2 = y.low_weight * x.high_weight;
        const float w3 = y.high_weight * x.low_weight;
        const float w4 = y.high_weight * x.high_weight;
        for (int c = 0; c < channels; ++c) {
          sums[c] +=
              w1 * top_left[c] + w2 * top_right[c] + w3 * bottom_left[c] + w4 * bottom_right[c];
        }
      }
    }
  }
  const int samples = grid.samples_y * grid.samples_x;
  const auto count = static_cast<float>(samples > 1 ? samples : 1);
  for (int c = 0; c < channels; ++c) {
    out[static_cast<std::size_t>(c) + first] = sums[c] / count;
  }
}

// [/bin]

/// out[first..last) = the largest cells of bin (by, bx).
MRCNN_HD inline void max_bin(const MapView& map, const Box& box, float scale, int height, int width,
                             int by, int bx, std::size_t first, std::size_t last, float* out) {
  const PoolBin rows = roi_pool_bin(box.y1, box.y2, scale, by, height, map.height);
  const PoolBin columns = roi_pool_bin(box.x1, box.x2, scale, bx, width, map.width);
  const bool is_empty = !is_finite(box) || rows.first >= rows.last || columns.first >= columns.last;
  for (std::size_t c = first; c < last; ++c) {
    out[c] = is_empty ? 0.0F : -INFINITY;
  }
  for (int y = rows.first; !is_empty && y < rows.last; ++y) {
    for (int x = columns.first; x < columns.last; ++x) {
      const float* cell = map.at(y, x);
      for (std::size_t c = first; c < last; ++c) {
        out[c] = larger_or_nan(out[c], cell[c]);
      }
    }
  }
}

/// out[first..last) of one bin of a box on a map of `stride` image pixels per cell.
MRCNN_HD inline void pool_box(const MapView& map, const Box& box, float stride,
                              const RoiAlignParams& params, int by, int bx, std::size_t first,
                              std::size_t last, float* out) {
  const int bins = params.output_size;
  if (params.pooling == Pooling::roi_pool) {
    max_bin(map, box, 1.0F / stride, bins, bins, by, bx, first, last, out);
    return;
  }
  const RoiGrid grid =
      region_grid(box, ImageSize{map.height, map.width}, stride, bins, bins, params);
  pool_bin(map, grid, by, bx, first, last, out);
}

}  // namespace

DeviceTensor<std::int32_t, 1> roi_levels(const DeviceTensor<Box, 1>& boxes,
                                         const RoiAlignParams& params, int lowest, int highest) {
  const LevelThresholds thresholds = thresholds_of(params, lowest, highest);
  DeviceTensor<std::int32_t, 1> levels({boxes.settled_rows()});
  const Box* box = boxes.data();
  std::int32_t* level = levels.data();
  // level[r] <- how many thresholds sqrt(area of box[r]) reaches
  for_each_index(levels.shape(0), [=] MRCNN_HD(std::ptrdiff_t r) {
    level[r] = is_finite(box[r])
                   ? roi_level(std::sqrt(area(box[r])), thresholds.values, thresholds.count, lowest)
                   : lowest;
  });
  return levels;
}

// [roi_align]
Regions<Device> roi_align(const FeaturePyramid<Device>& pyramid, const DeviceTensor<Box, 1>& boxes,
                          const RoiAlignParams& params, RoiAlignTrace<Device>* trace) {
  check_roi_pyramid(pyramid);

  // which level a box reads depends on its size (FPN, eq. 1)
  DeviceTensor<std::int32_t, 1> levels = roi_levels(boxes, params);
  const int bins = params.output_size;
  check_bins(bins, bins);
  const std::size_t channels = pyramid.levels[0].shape(2);
  const auto side = static_cast<std::size_t>(bins);
  Regions<Device> regions{make_device_tensor<float>({levels.shape(0), side, side, channels})};

  LevelViews views{};
  for (std::size_t i = 0; i < kRoiLevels; ++i) {
    views.maps[i] = view_of(pyramid.levels[i]);
  }
  const Box* box = boxes.data();
  const std::int32_t* level = levels.data();
  float* out = regions.features.data();
  // [launch]
  // out[r][by][bx][c] <- the mean of the samples of bin (by, bx) of box[r] on its level. One thread
  // a bin and channel: neighbouring threads read neighbouring channels of the same four cells.
  for_each_channels(levels.shape(0) * side * side, channels,
                    [=] MRCNN_HD(std::size_t bin, std::size_t first, std::size_t last) {
                      const std::size_t r = bin / (side * side);
                      const auto stride = static_cast<float>(1U << static_cast<unsigned>(level[r]));
                      pool_box(views.maps[level[r] - kLowestLevel], box[r], stride, params,
                               static_cast<int>(bin / side % side), static_cast<int>(bin % side),
                               first, last, out + bin * channels);
                    });
  // [/launch]
  if (trace != nullptr) {
    trace->levels = std::move(levels);
  }
  return regions;
}

// [/roi_align]

}  // namespace mrcnn
