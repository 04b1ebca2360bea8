#include "common/geometry/anchors.hpp"

#include <cmath>

#include "common/error.hpp"

namespace mrcnn {
namespace {

struct Stride {
  int y, x;
};

Stride level_stride(ImageSize padded, ImageSize grid) {
  check_shape(grid.height > 0 && grid.width > 0, "make_anchors: a grid of ", grid.height, " x ",
              grid.width, " has no cells");
  check_shape(grid.height <= padded.height && grid.width <= padded.width,
              "make_anchors: a grid of ", grid.height, " x ", grid.width, " cells on ",
              padded.height, " x ", padded.width, " pixels");
  return {padded.height / grid.height, padded.width / grid.width};
}

}  // namespace

std::vector<Box> cell_anchors(float size, const std::vector<float>& ratios) {
  std::vector<Box> anchors;
  for (const float ratio : ratios) {
    check_shape(ratio > 0.0F, "cell_anchors: an aspect ratio of ", ratio, ", expected above 0");
    const float height_factor = std::sqrt(ratio);
    const float width_factor = 1.0F / height_factor;
    const float half_width = width_factor * size / 2.0F;
    const float half_height = height_factor * size / 2.0F;
    anchors.push_back({std::nearbyint(-half_width), std::nearbyint(-half_height),
                       std::nearbyint(half_width), std::nearbyint(half_height)});
  }
  return anchors;
}

HostTensor<Box, 1> make_anchors(ImageSize padded, const std::vector<ImageSize>& grids,
                                const std::vector<float>& sizes, const std::vector<float>& ratios) {
  check_shape(grids.size() == sizes.size(), "make_anchors: ", grids.size(), " levels but ",
              sizes.size(), " anchor sizes");
  std::vector<Box> anchors;
  for (std::size_t level = 0; level < grids.size(); ++level) {
    const Stride stride = level_stride(padded, grids[level]);
    const std::vector<Box> cell = cell_anchors(sizes[level], ratios);
    for (int y = 0; y < grids[level].height; ++y) {
      for (int x = 0; x < grids[level].width; ++x) {
        const auto center_x = static_cast<float>(x * stride.x);
        const auto center_y = static_cast<float>(y * stride.y);
        for (const Box& a : cell) {
          anchors.push_back({a.x1 + center_x, a.y1 + center_y, a.x2 + center_x, a.y2 + center_y});
        }
      }
    }
  }
  auto result = make_tensor<Box>({anchors.size()});
  std::copy(anchors.begin(), anchors.end(), result.begin());
  return result;
}

}  // namespace mrcnn
