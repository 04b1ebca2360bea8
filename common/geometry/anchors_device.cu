#include "common/geometry/anchors.hpp"
#include "common/tensor/for_each.cuh"
#include "common/types/feature_pyramid.hpp"

namespace mrcnn {

DeviceTensor<Box, 1> make_anchors_on_device(ImageSize padded, const std::vector<ImageSize>& grids,
                                            const AnchorParams& params) {
  check_grids(padded, grids, params);
  const std::size_t ratios = params.aspect_ratios.size();
  std::size_t count = 0;
  for (const ImageSize grid : grids) {
    count += static_cast<std::size_t>(grid.height) * static_cast<std::size_t>(grid.width) * ratios;
  }
  DeviceTensor<Box, 1> anchors({count});

  Box* level_anchors = anchors.data();
  for (std::size_t i = 0; i < grids.size(); ++i) {
    const int level = kLowestLevel + static_cast<int>(i);
    const int stride_y = anchor_stride(params.stride, padded.height, grids[i].height, level);
    const int stride_x = anchor_stride(params.stride, padded.width, grids[i].width, level);
    const auto shapes = anchor_shapes(params.sizes[i], params.aspect_ratios, params.rounded);
    const CornerRule corners = params.corners;
    const std::size_t width = static_cast<std::size_t>(grids[i].width);
    const std::size_t cells = static_cast<std::size_t>(grids[i].height) * width;
    for (std::size_t r = 0; r < ratios; ++r) {
      const AnchorShape shape = shapes[r];
      // level_anchors[y][x][r] <- the anchor of ratio r at cell (y, x): one thread a cell
      for_each_index(cells, [=] MRCNN_HD(std::ptrdiff_t index) {
        const auto cell = static_cast<std::size_t>(index);
        level_anchors[cell * ratios + r] =
            placed_anchor(shape, static_cast<int>(cell % width) * stride_x,
                          static_cast<int>(cell / width) * stride_y, padded, corners);
      });
    }
    level_anchors += cells * ratios;
  }
  return anchors;
}

}  // namespace mrcnn
