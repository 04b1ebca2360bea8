#pragma once
#include <vector>

#include "common/geometry/anchor_math.hpp"
#include "common/tensor/device_tensor.hpp"
#include "common/tensor/host_tensor.hpp"
#include "common/types/box.hpp"
#include "common/types/image.hpp"

namespace mrcnn {

/// The shapes of a pyramid's anchors.
struct AnchorParams {
  std::vector<float> sizes;          // side of the square anchor of each level, pixels
  std::vector<float> aspect_ratios;  // height / width
  bool rounded = true;               // corners to whole pixels
  AnchorStride stride = AnchorStride::grid;
  CornerRule corners = CornerRule::exclusive;
};

/// The shapes of the anchors of one cell, one per ratio. Throws ShapeError for a ratio that is not
/// above 0.
std::vector<AnchorShape> anchor_shapes(float size, const std::vector<float>& ratios, bool rounded);

/// All anchors of a pyramid, level by level, then rows, columns, ratios: (A) in the frame of the
/// boxes.
///
///   padded  size of the network's input
///   grids   rows and columns of the maps of P2, P3, ...; one anchor size each
///
/// Cell (y, x) is centred at (x * stride_x, y * stride_y). Anchors outside the image are kept.
/// Throws ShapeError if sizes and grids differ in number, if a grid has no cells or more than the
/// input has pixels, or if a ratio is not above 0.
template <class Place>
Tensor<Place, Box, 1> make_anchors(ImageSize padded, const std::vector<ImageSize>& grids,
                                   const AnchorParams& params);
template <>
HostTensor<Box, 1> make_anchors<Host>(ImageSize padded, const std::vector<ImageSize>& grids,
                                      const AnchorParams& params);
template <>
DeviceTensor<Box, 1> make_anchors<Device>(ImageSize padded, const std::vector<ImageSize>& grids,
                                          const AnchorParams& params);

/// How many anchors a pyramid has, with `per_cell` on every cell.
inline Index anchor_count(const std::vector<ImageSize>& grids, Index per_cell) {
  Index count = 0;
  for (const ImageSize grid : grids) {
    count += cells_of(grid) * per_cell;
  }
  return count;
}

/// The checks of make_anchors(), without the ratios.
void check_grids(ImageSize padded, const std::vector<ImageSize>& grids, const AnchorParams& params);

}  // namespace mrcnn
