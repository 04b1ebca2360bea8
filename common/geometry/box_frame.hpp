#pragma once
#include "common/host_device.hpp"
#include "common/types/box_frame.hpp"

namespace mrcnn {

// [frame]
/// A coordinate of the frame from an edge between pixels, `edge` pixels from the left of an input
/// of `side` columns (or from its top, of rows). With inclusive corners it is that of the pixel
/// after the edge; the frame's own edges are then the centres of the first and the last pixel, as
/// in an interpolation with "aligned corners".
MRCNN_HD inline float lower_coordinate(double edge, int side, CornerRule corners) {
  if (corners == CornerRule::exclusive) {
    return static_cast<float>(edge);
  }
  const int last = side > 1 ? side - 1 : 1;
  return static_cast<float>(edge / last) * static_cast<float>(side);
}

/// The same for x2 and y2: with inclusive corners it is that of the pixel before the edge.
MRCNN_HD inline float upper_coordinate(double edge, int side, CornerRule corners) {
  return lower_coordinate(corners == CornerRule::exclusive ? edge : edge - 1.0, side, corners);
}

// [/frame]

/// A box of pixel edges in the frame of an input of `padded` pixels.
MRCNN_HD inline Box to_frame(const Box& edges, ImageSize padded, CornerRule corners) {
  return {lower_coordinate(edges.x1, padded.width, corners),
          lower_coordinate(edges.y1, padded.height, corners),
          upper_coordinate(edges.x2, padded.width, corners),
          upper_coordinate(edges.y2, padded.height, corners)};
}

/// A coordinate of the frame in pixels of the original image, whose `side` columns lie between
/// `low` and `high` in the frame. One factor per axis. `last` is 1 for x2 and y2, else 0: the pixel
/// that inclusive corners leave out.
MRCNN_HD inline double original_coordinate(float v, float low, float high, int side, int last,
                                           CornerRule corners) {
  if (corners == CornerRule::exclusive) {
    return (v - low) * (static_cast<float>(side) / (high - low));
  }
  const float fraction = (v - low) / (high - low);
  return double{fraction} * (side - 1) + last;
}

}  // namespace mrcnn
