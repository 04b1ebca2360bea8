#include "common/geometry/anchors.hpp"
#include "common/tensor/for_each.cuh"
#include "common/types/feature_pyramid.hpp"

namespace mrcnn {

template <>
DeviceTensor<Box, 1> make_anchors<Device>(ImageSize padded, const std::vector<ImageSize>& grids,
                                          const AnchorParams& params) {
  check_grids(padded, grids, params);
  const Index ratios = params.aspect_ratios.size();
  auto anchors = make_device_tensor<Box>({anchor_count(grids, ratios)});
  int level = kLowestLevel;
  Box* first = anchors.data();
  for (std::size_t i = 0; i < grids.size(); ++i, ++level) {
    const View<Box, 3> of_level(first, grids[i].height, grids[i].width, ratios);
    const int stride_y = anchor_stride(params.stride, padded.height, grids[i].height, level);
    const int stride_x = anchor_stride(params.stride, padded.width, grids[i].width, level);
    const auto shapes = anchor_shapes(params.sizes[i], params.aspect_ratios, params.rounded);
    const CornerRule corners = params.corners;
    const int width = grids[i].width;
    for (Index r = 0; r < ratios; ++r) {
      const AnchorShape shape = shapes[r];
      // of_level[y][x][r] <- the anchor of ratio r at cell (y, x): one thread per cell
      for_each_index(cells_of(grids[i]), [=] MRCNN_HD(int cell) {
        const int y = cell / width;
        const int x = cell % width;
        of_level(y, x, r) = placed_anchor(shape, x * stride_x, y * stride_y, padded, corners);
      });
    }
    first += of_level.size();
  }
  return anchors;
}

}  // namespace mrcnn
