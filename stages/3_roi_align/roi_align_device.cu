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

/// P2..P5 for a thread that picks one. An index that is known only at run time would make every
/// thread of a GPU copy all of them to memory first.
struct LevelViews {
  MapView maps[kRoiLevels];

  MRCNN_HD MapView of_level(int level) const {
    MapView map = maps[0];
    for (int i = 1; i < static_cast<int>(kRoiLevels); ++i) {
      map = i == level - kLowestLevel ? maps[i] : map;
    }
    return map;
  }
};

/// The thresholds of roi_level, small enough to travel with every launch.
struct LevelThresholds {
  static constexpr int kMost = 32;
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
  const int channels = static_cast<int>(last - first);
  float largest[kChannelsPerThread] = {};
  for (int c = 0; c < channels; ++c) {
    largest[c] = is_empty ? 0.0F : -INFINITY;
  }
  for (int y = rows.first; !is_empty && y < rows.last; ++y) {
    for (int x = columns.first; x < columns.last; ++x) {
      const float* cell = map.at(y, x) + first;
      for (int c = 0; c < channels; ++c) {
        largest[c] = larger_or_nan(largest[c], cell[c]);
      }
    }
  }
  for (int c = 0; c < channels; ++c) {
    out[first + static_cast<std::size_t>(c)] = largest[c];
  }
}

/// Regions that nobody has written yet.
Regions<Device> make_regions(std::size_t count, int height, int width, std::size_t channels) {
  check_bins(height, width);
  return {make_device_tensor<float>(
      {count, static_cast<std::size_t>(height), static_cast<std::size_t>(width), channels})};
}

/// body(r, by, bx, first, last, out) for every bin of all regions and every run of its channels:
/// out points at the bin's channels. On a GPU one thread a bin and channel: neighbouring threads
/// read neighbouring channels of the same four cells.
template <class Body>
void for_each_bin(Regions<Device>& regions, const Body& body) {
  const std::size_t height = regions.features.shape(1);
  const std::size_t width = regions.features.shape(2);
  const std::size_t channels = regions.features.shape(3);
  float* features = regions.features.data();
  for_each_channels(regions.features.shape(0) * height * width, channels,
                    [=] MRCNN_HD(std::size_t bin, std::size_t first, std::size_t last) {
                      const std::size_t row = bin / width;  // of bins, over all regions
                      const std::size_t r = row / height;
                      body(r, static_cast<int>(row - r * height),
                           static_cast<int>(bin - row * width), first, last,
                           features + bin * channels);
                    });
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

Regions<Device> roi_align_map(const DeviceTensor<float, 3>& map, const DeviceTensor<Box, 1>& boxes,
                              float scale, int height, int width, const RoiAlignParams& params) {
  Regions<Device> regions = make_regions(boxes.settled_rows(), height, width, map.shape(2));
  const MapView view = view_of(map);
  const Box* box = boxes.data();
  const int sampling_ratio = params.sampling_ratio;
  const bool aligned = params.aligned;
  // out <- the mean of the samples of bin (by, bx) of box[r]
  for_each_bin(regions, [=] MRCNN_HD(std::size_t r, int by, int bx, std::size_t first,
                                     std::size_t last, float* out) {
    const RoiGrid grid =
        roi_grid(box[r], scale, height, width, sampling_ratio, aligned, kMaxSamplesPerAxis);
    pool_bin(view, grid, by, bx, first, last, out);
  });
  return regions;
}

Regions<Device> roi_pool_map(const DeviceTensor<float, 3>& map, const DeviceTensor<Box, 1>& boxes,
                             float scale, int height, int width) {
  Regions<Device> regions = make_regions(boxes.settled_rows(), height, width, map.shape(2));
  const MapView view = view_of(map);
  const Box* box = boxes.data();
  // out <- the largest cells of bin (by, bx) of box[r]
  for_each_bin(regions, [=] MRCNN_HD(std::size_t r, int by, int bx, std::size_t first,
                                     std::size_t last, float* out) {
    max_bin(view, box[r], scale, height, width, by, bx, first, last, out);
  });
  return regions;
}

Regions<Device> crop_map(const DeviceTensor<float, 3>& map, const DeviceTensor<Box, 1>& boxes,
                         int height, int width) {
  Regions<Device> regions = make_regions(boxes.settled_rows(), height, width, map.shape(2));
  const MapView view = view_of(map);
  const Box* box = boxes.data();
  // out <- the sample of bin (by, bx) of box[r]
  for_each_bin(regions, [=] MRCNN_HD(std::size_t r, int by, int bx, std::size_t first,
                                     std::size_t last, float* out) {
    const RoiGrid grid = crop_grid(box[r], view.height, view.width, height, width);
    pool_bin(view, grid, by, bx, first, last, out);
  });
  return regions;
}

// [roi_align]
Regions<Device> roi_align(const FeaturePyramid<Device>& pyramid, const DeviceTensor<Box, 1>& boxes,
                          const RoiAlignParams& params, RoiAlignTrace<Device>* trace) {
  check_roi_pyramid(pyramid);

  // which level a box reads depends on its size (FPN, eq. 1)
  DeviceTensor<std::int32_t, 1> levels = roi_levels(boxes, params);
  const int bins = params.output_size;
  Regions<Device> regions = make_regions(levels.shape(0), bins, bins, pyramid.levels[0].shape(2));

  LevelViews views{};
  for (std::size_t i = 0; i < kRoiLevels; ++i) {
    views.maps[i] = view_of(pyramid.levels[i]);
  }
  const Box* box = boxes.data();
  const std::int32_t* level = levels.data();
  // [launch]
  // out <- the mean of the samples of bin (by, bx) of box[r], on its level
  for_each_bin(regions, [=] MRCNN_HD(std::size_t r, int by, int bx, std::size_t first,
                                     std::size_t last, float* out) {
    const MapView map = views.of_level(level[r]);
    const auto stride = static_cast<float>(1U << static_cast<unsigned>(level[r]));
    if (params.pooling == Pooling::roi_pool) {
      max_bin(map, box[r], 1.0F / stride, bins, bins, by, bx, first, last, out);
    } else {
      const ImageSize cells{map.height, map.width};
      const RoiGrid grid = region_grid(box[r], cells, stride, bins, bins, params);
      pool_bin(map, grid, by, bx, first, last, out);
    }
  });
  // [/launch]
  if (trace != nullptr) {
    trace->levels = std::move(levels);
  }
  return regions;
}

// [/roi_align]

}  // namespace mrcnn
