#pragma once
#include <array>
#include <cmath>

#include "common/geometry/box_frame.hpp"
#include "common/host_device.hpp"
#include "common/types/box.hpp"

namespace mrcnn {

/// How far apart the anchors of neighbouring cells are.
enum class AnchorStride {
  grid,   // floor(padded / grid) per axis: on 800 rows P6 has 13 rows, and its stride is 61
  level,  // 2^l
};

constexpr auto names_of(AnchorStride) {
  return std::array{"grid", "level"};
}

/// Half of the sides of an anchor, pixels.
struct AnchorShape {
  double half_width, half_height;
};

// [shape]
/// The shape of an anchor with the area of a square of side `size` (Faster R-CNN, sec. 3.1.1).
///
///   ratio    height / width
///   rounded  corners to whole pixels, half to even, as torchvision does
MRCNN_HD inline AnchorShape anchor_shape(float size, float ratio, bool rounded) {
  if (rounded) {
    const float height_factor = std::sqrt(ratio);
    const float width_factor = 1.0F / height_factor;
    return {std::nearbyint(width_factor * size / 2.0F),
            std::nearbyint(height_factor * size / 2.0F)};
  }
  const double height_factor = std::sqrt(double{ratio});
  const double side = size;
  return {side / height_factor / 2.0, side * height_factor / 2.0};
}

// [/shape]

// [place]
/// The anchor of a cell whose centre is at (center_x, center_y), in the frame of the boxes.
MRCNN_HD inline Box placed_anchor(const AnchorShape& shape, int center_x, int center_y,
                                  ImageSize padded, CornerRule corners) {
  const double x = center_x;
  const double y = center_y;
  return {lower_coordinate(x - shape.half_width, padded.width, corners),
          lower_coordinate(y - shape.half_height, padded.height, corners),
          upper_coordinate(x + shape.half_width, padded.width, corners),
          upper_coordinate(y + shape.half_height, padded.height, corners)};
}

// [/place]

/// Pixels between the anchors of neighbouring cells along one axis.
///
///   padded  side of the network's input
///   grid    cells along it
///   level   of the pyramid, 2 for P2
MRCNN_HD inline int anchor_stride(AnchorStride rule, int padded, int grid, int level) {
  return rule == AnchorStride::grid ? padded / grid : 1 << level;
}

}  // namespace mrcnn
