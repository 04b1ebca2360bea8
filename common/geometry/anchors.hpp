#pragma once
#include <vector>

#include "common/tensor/host_tensor.hpp"
#include "common/types/box.hpp"
#include "common/types/image.hpp"

namespace mrcnn {

/// The anchors of one cell, centred at the origin, one per ratio (Faster R-CNN, sec. 3.1.1).
///
///   size    side of the square anchor, image pixels
///   ratios  height / width
///
/// Corners are rounded half to even, as torchvision does. Throws ShapeError for a ratio that is not
/// above 0.
std::vector<Box> cell_anchors(float size, const std::vector<float>& ratios);

/// All anchors of a pyramid, level by level, then rows, columns, ratios: (A) in image pixels.
///
///   padded  size of the network's input
///   grids   rows and columns of each level's map
///   sizes   one anchor size per level
///
/// Cell (y, x) is centred at (x * stride_x, y * stride_y) with stride = floor(padded / grid) per
/// axis: on 800 rows P6 has 13 rows, so its vertical stride is 61. Anchors outside the image are
/// kept. Throws ShapeError if sizes and grids differ in number, or a grid has no cells or more than
/// pixels.
HostTensor<Box, 1> make_anchors(ImageSize padded, const std::vector<ImageSize>& grids,
                                const std::vector<float>& sizes, const std::vector<float>& ratios);

}  // namespace mrcnn
