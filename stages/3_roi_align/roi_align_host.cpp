#include <algorithm>
#include <vector>

#include "common/error.hpp"

#include "stages/3_roi_align/roi_align.hpp"
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
    const Neighbours y =
        neighbours(sample_position(grid.y1, grid.bin_height, by, iy, grid.samples_y),
                   static_cast<int>(map.shape(0)));
    for (int ix = 0; ix < grid.samples_x; ++ix) {
      const Neighbours x =
          neighbours(sample_position(grid.x1, grid.bin_width, bx, ix, grid.samples_x),
                     static_cast<int>(map.shape(1)));
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

/// One box on one map: out (height, width, C)
void pool_region(const HostTensor<float, 3>& map, const Box& box, float scale, int height,
                 int width, const RoiAlignParams& params, float* out) {
  const std::size_t channels = map.shape(2);
  const RoiGrid grid = roi_grid(box, scale, height, width, params.sampling_ratio, params.aligned,
                                kMaxSamplesPerAxis);
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

Regions<Host> make_regions(std::size_t count, int height, int width, std::size_t channels) {
  check_shape(height > 0 && width > 0, "roi_align: ", height, " x ", width, " bins");
  return {make_tensor<float>(
      {count, static_cast<std::size_t>(height), static_cast<std::size_t>(width), channels})};
}

}  // namespace

Regions<Host> roi_align_map(const HostTensor<float, 3>& map, const HostTensor<Box, 1>& boxes,
                            float scale, int height, int width, const RoiAlignParams& params) {
  Regions<Host> regions = make_regions(boxes.size(), height, width, map.shape(2));
  const std::size_t region_size = boxes.size() == 0 ? 0 : regions.features.size() / boxes.size();
#pragma omp parallel for schedule(dynamic)
  for (std::ptrdiff_t r = 0; r < static_cast<std::ptrdiff_t>(boxes.size()); ++r) {
    const auto row = static_cast<std::size_t>(r);
    pool_region(map, boxes(row), scale, height, width, params,
                regions.features.data() + row * region_size);
  }
  return regions;
}

// [roi_align]
Regions<Host> roi_align(const FeaturePyramid<Host>& pyramid, const HostTensor<Box, 1>& boxes,
                        const RoiAlignParams& params, RoiAlignTrace<Host>* trace) {
  constexpr std::size_t kLevels = kHighestRoiLevel - kLowestLevel + 1;
  check_shape(pyramid.levels.size() >= kLevels, "roi_align: a pyramid of ", pyramid.levels.size(),
              " levels, expected P2..P5");
  const std::size_t channels = pyramid.levels[0].shape(2);
  for (std::size_t i = 1; i < kLevels; ++i) {
    check_shape(pyramid.levels[i].shape(2) == channels, "roi_align: P", i + kLowestLevel, " has ",
                pyramid.levels[i].shape(2), " channels, expected ", channels, " like P2");
  }

  // which level a box reads depends on its size (FPN, eq. 1)
  HostTensor<std::int32_t, 1> levels = roi_levels(boxes, params);
  const int bins = params.output_size;
  Regions<Host> regions = make_regions(boxes.size(), bins, bins, channels);
  const std::size_t region_size = boxes.size() == 0 ? 0 : regions.features.size() / boxes.size();

#pragma omp parallel for schedule(dynamic)
  for (std::ptrdiff_t r = 0; r < static_cast<std::ptrdiff_t>(boxes.size()); ++r) {
    const auto row = static_cast<std::size_t>(r);
    const auto level = static_cast<std::size_t>(levels(row) - kLowestLevel);
    const float scale = 1.0F / static_cast<float>(1U << static_cast<unsigned>(levels(row)));
    pool_region(pyramid.levels[level], boxes(row), scale, bins, bins, params,
                regions.features.data() + row * region_size);
  }
  if (trace != nullptr) {
    trace->levels = std::move(levels);
  }
  return regions;
}

// [/roi_align]

}  // namespace mrcnn
