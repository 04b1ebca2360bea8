#include "common/geometry/anchors.hpp"

#include "common/error.hpp"
#include "common/types/feature_pyramid.hpp"

namespace mrcnn {

void check_grids(ImageSize padded, const std::vector<ImageSize>& grids,
                 const AnchorParams& params) {
  check_shape(grids.size() == params.sizes.size(), "make_anchors: ", grids.size(), " levels but ",
              params.sizes.size(), " anchor sizes");
  for (const ImageSize grid : grids) {
    check_shape(grid.height > 0 && grid.width > 0, "make_anchors: a grid of ", grid.height, " x ",
                grid.width, " has no cells");
    check_shape(grid.height <= padded.height && grid.width <= padded.width,
                "make_anchors: a grid of ", grid.height, " x ", grid.width, " cells on ",
                padded.height, " x ", padded.width, " pixels");
  }
}

std::vector<AnchorShape> anchor_shapes(float size, const std::vector<float>& ratios, bool rounded) {
  std::vector<AnchorShape> shapes;
  for (const float ratio : ratios) {
    check_shape(ratio > 0.0F, "anchor_shapes: an aspect ratio of ", ratio, ", expected above 0");
    shapes.push_back(anchor_shape(size, ratio, rounded));
  }
  return shapes;
}

template <>
HostTensor<Box, 1> make_anchors<Host>(ImageSize padded, const std::vector<ImageSize>& grids,
                                      const AnchorParams& params) {
  check_grids(padded, grids, params);
  auto anchors = make_tensor<Box>({anchor_count(grids, params.aspect_ratios.size())});
  Box* anchor = anchors.data();
  for (std::size_t i = 0; i < grids.size(); ++i) {
    const ImageSize grid = grids[i];
    const int level = kLowestLevel + static_cast<int>(i);
    const int stride_y = anchor_stride(params.stride, padded.height, grid.height, level);
    const int stride_x = anchor_stride(params.stride, padded.width, grid.width, level);
    const auto shapes = anchor_shapes(params.sizes[i], params.aspect_ratios, params.rounded);
    for (int y = 0; y < grid.height; ++y) {
      for (int x = 0; x < grid.width; ++x) {
        for (const AnchorShape& shape : shapes) {
          *anchor++ = placed_anchor(shape, x * stride_x, y * stride_y, padded, params.corners);
        }
      }
    }
  }
  return anchors;
}

}  // namespace mrcnn
