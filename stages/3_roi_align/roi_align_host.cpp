#include <algorithm>
#include <limits>
#include <vector>

#include "common/geometry/box.hpp"
#include "common/nn/layers_math.hpp"

#include "stages/3_roi_align/region_grid.hpp"
#include "stages/3_roi_align/roi_align.hpp"
#include "stages/3_roi_align/roi_align_checks.hpp"
#include "stages/3_roi_align/roi_align_math.hpp"

namespace mrcnn {
namespace {

// [bin]
/// sums(c) += the bilinear sample of channel c between four cells
void add_sample(const HostTensor<float, 3>& map, const Neighbours& y, const Neighbours& x,
                std::vector<float>& sums) {
  const float* top_left = &map(y.low, x.low, 0);
  const float* top_right = &map(y.low, x.high, 0);
  const float* bottom_left = &map(y.high, x.low, 0);
  const float* bottom_right = &map(y.high, x.high, 0);
  const float w1 = y.low_weight * x.low_weight;
  const float w2 = y.low_weight * x.high_weight;
  const float w3 = y.high_weight * x.low_weight;
  const float w4 = y.high_weight * x.high_weight;
  for (std::size_t c = 0; c < sums.size(); ++c) {
    sums[c] += w1 * top_left[c] + w2 * top_right[c] + w3 * bottom_left[c] + w4 * bottom_right[c];
  }
}

/// out(c) = mean of the samples of bin (by, bx)
void pool_bin(const HostTensor<float, 3>& map, const RoiGrid& grid, int by, int bx,
              std::vector<float>& sums, float* out) {
  sums.assign(map.shape(2), 0.0F);
  for (int iy = 0; iy < grid.samples_y; ++iy) {
    const float position_y =
        sample_position(grid.y1, grid.bin_height, by, iy, grid.samples_y, grid.first_sample);
    const Neighbours y = neighbours(position_y, static_cast<int>(map.shape(0)), grid.reach);
    for (int ix = 0; ix < grid.samples_x; ++ix) {
      const float position_x =
          sample_position(grid.x1, grid.bin_width, bx, ix, grid.samples_x, grid.first_sample);
      const Neighbours x = neighbours(position_x, static_cast<int>(map.shape(1)), grid.reach);
      if (y.inside && x.inside) {
        add_sample(map, y, x, sums);
      }
    }
  }
  const auto count = static_cast<float>(std::max(1, grid.samples_y * grid.samples_x));
  for (std::size_t c = 0; c < sums.size(); ++c) {
    out[c] = sums[c] / count;
  }
}

// [/bin]

/// A box on one map by its grid of samples: out (height, width, C)
void sample_region(const HostTensor<float, 3>& map, const RoiGrid& grid, int height, int width,
                   float* out) {
  const std::size_t channels = map.shape(2);
  if (!grid.finite) {
    std::fill_n(out, static_cast<std::size_t>(height) * static_cast<std::size_t>(width) * channels,
                0.0F);
    return;
  }
  std::vector<float> sums;
  for (int by = 0; by < height; ++by) {
    for (int bx = 0; bx < width; ++bx, out += channels) {
      pool_bin(map, grid, by, bx, sums, out);
    }
  }
}

// [roi_pool]
/// out(c) = the largest of the cells in `rows` x `columns`; 0 if there are none
void max_bin(const HostTensor<float, 3>& map, const PoolBin& rows, const PoolBin& columns,
             float* out) {
  const std::size_t channels = map.shape(2);
  if (rows.first >= rows.last || columns.first >= columns.last) {
    std::fill_n(out, channels, 0.0F);
    return;
  }
  std::fill_n(out, channels, -std::numeric_limits<float>::infinity());
  for (int y = rows.first; y < rows.last; ++y) {
    for (int x = columns.first; x < columns.last; ++x) {
      const float* cell = &map(y, x, 0);
      for (std::size_t c = 0; c < channels; ++c) {
        out[c] = larger_or_nan(out[c], cell[c]);
      }
    }
  }
}

/// A box on one map by the largest cell of each bin: out (height, width, C)
void max_region(const HostTensor<float, 3>& map, const Box& box, float scale, int height, int width,
                float* out) {
  const std::size_t channels = map.shape(2);
  if (!is_finite(box)) {
    std::fill_n(out, static_cast<std::size_t>(height) * static_cast<std::size_t>(width) * channels,
                0.0F);
    return;
  }
  for (int by = 0; by < height; ++by) {
    const PoolBin rows =
        roi_pool_bin(box.y1, box.y2, scale, by, height, static_cast<int>(map.shape(0)));
    for (int bx = 0; bx < width; ++bx, out += channels) {
      const PoolBin columns =
          roi_pool_bin(box.x1, box.x2, scale, bx, width, static_cast<int>(map.shape(1)));
      max_bin(map, rows, columns, out);
    }
  }
}

// [/roi_pool]

/// One box on one map: out (height, width, C)
void pool_region(const HostTensor<float, 3>& map, const Box& box, float stride, int height,
                 int width, const RoiAlignParams& params, float* out) {
  if (params.pooling == Pooling::roi_pool) {
    max_region(map, box, 1.0F / stride, height, width, out);
    return;
  }
  const ImageSize cells{static_cast<int>(map.shape(0)), static_cast<int>(map.shape(1))};
  sample_region(map, region_grid(box, cells, stride, height, width, params), height, width, out);
}

Regions<Host> make_regions(std::size_t count, int height, int width, std::size_t channels) {
  check_bins(height, width);
  return {make_tensor<float>(
      {count, static_cast<std::size_t>(height), static_cast<std::size_t>(width), channels})};
}

/// pool_one(box, out) for every box.
template <class PoolOne>
Regions<Host> pooled(const HostTensor<float, 3>& map, const HostTensor<Box, 1>& boxes, int height,
                     int width, const PoolOne& pool_one) {
  Regions<Host> regions = make_regions(boxes.size(), height, width, map.shape(2));
  const std::size_t region_size = boxes.size() == 0 ? 0 : regions.features.size() / boxes.size();
#pragma omp parallel for schedule(dynamic)
  for (std::ptrdiff_t r = 0; r < static_cast<std::ptrdiff_t>(boxes.size()); ++r) {
    const auto row = static_cast<std::size_t>(r);
    pool_one(boxes(row), regions.features.data() + row * region_size);
  }
  return regions;
}

}  // namespace

Regions<Host> roi_align_map(const HostTensor<float, 3>& map, const HostTensor<Box, 1>& boxes,
                            float scale, int height, int width, const RoiAlignParams& params) {
  return pooled(map, boxes, height, width, [&](const Box& box, float* out) {
    sample_region(map,
                  roi_grid(box, scale, height, width, params.sampling_ratio, params.aligned,
                           kMaxSamplesPerAxis),
                  height, width, out);
  });
}

Regions<Host> roi_pool_map(const HostTensor<float, 3>& map, const HostTensor<Box, 1>& boxes,
                           float scale, int height, int width) {
  return pooled(map, boxes, height, width, [&](const Box& box, float* out) {
    max_region(map, box, scale, height, width, out);
  });
}

Regions<Host> crop_map(const HostTensor<float, 3>& map, const HostTensor<Box, 1>& boxes, int height,
                       int width) {
  return pooled(map, boxes, height, width, [&](const Box& box, float* out) {
    sample_region(map,
                  crop_grid(box, static_cast<int>(map.shape(0)), static_cast<int>(map.shape(1)),
                            height, width),
                  height, width, out);
  });
}

// [roi_align]
Regions<Host> roi_align(const FeaturePyramid<Host>& pyramid, const HostTensor<Box, 1>& boxes,
                        const RoiAlignParams& params, RoiAlignTrace<Host>* trace) {
  check_roi_pyramid(pyramid);
  const std::size_t channels = pyramid.levels[0].shape(2);

  // which level a box reads depends on its size (FPN, eq. 1)
  HostTensor<std::int32_t, 1> levels = roi_levels(boxes, params);
  const int bins = params.output_size;
  Regions<Host> regions = make_regions(boxes.size(), bins, bins, channels);
  const std::size_t region_size = boxes.size() == 0 ? 0 : regions.features.size() / boxes.size();

#pragma omp parallel for schedule(dynamic)
  for (std::ptrdiff_t r = 0; r < static_cast<std::ptrdiff_t>(boxes.size()); ++r) {
    const auto row = static_cast<std::size_t>(r);
    const auto level = static_cast<std::size_t>(levels(row) - kLowestLevel);
    const auto stride = static_cast<float>(1U << static_cast<unsigned>(levels(row)));
    pool_region(pyramid.levels[level], boxes(row), stride, bins, bins, params,
                regions.features.data() + row * region_size);
  }
  if (trace != nullptr) {
    trace->levels = std::move(levels);
  }
  return regions;
}

// [/roi_align]

}  // namespace mrcnn
