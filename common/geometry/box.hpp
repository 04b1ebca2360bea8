#pragma once
#include <cmath>

#include "common/host_device.hpp"
#include "common/types/box.hpp"

namespace mrcnn {

/// Signed area in square pixels, continuous corners: no "+1".
MRCNN_HD inline float area(const Box& b) {
  return (b.x2 - b.x1) * (b.y2 - b.y1);
}

/// No corner is NaN or infinite.
MRCNN_HD inline bool is_finite(const Box& b) {
  return b.x1 - b.x1 == 0.0F && b.y1 - b.y1 == 0.0F && b.x2 - b.x2 == 0.0F && b.y2 - b.y2 == 0.0F;
}

// [iou]
/// Intersection over union (Everingham et al. 2010, eq. 3). In [0, 1]; 0 unless the union is finite
/// and positive, so a degenerate or non-finite box overlaps nothing.
MRCNN_HD inline float iou(const Box& a, const Box& b) {
  const float left = a.x1 > b.x1 ? a.x1 : b.x1;
  const float top = a.y1 > b.y1 ? a.y1 : b.y1;
  const float right = a.x2 < b.x2 ? a.x2 : b.x2;
  const float bottom = a.y2 < b.y2 ? a.y2 : b.y2;
  const float width = right > left ? right - left : 0.0F;
  const float height = bottom > top ? bottom - top : 0.0F;
  const float intersection = width * height;
  const float union_area = area(a) + area(b) - intersection;
  return union_area > 0.0F && union_area < INFINITY ? intersection / union_area : 0.0F;
}

// [/iou]

/// Limits v to [low, high]; NaN stays NaN.
MRCNN_HD inline float clamp(float v, float low, float high) {
  return v < low ? low : (v > high ? high : v);
}

/// Clips a box to an area. NaN stays NaN.
MRCNN_HD inline Box clip_box(const Box& b, const Box& area) {
  return {clamp(b.x1, area.x1, area.x2), clamp(b.y1, area.y1, area.y2),
          clamp(b.x2, area.x1, area.x2), clamp(b.y2, area.y1, area.y2)};
}

/// Both sides reach `min_side` pixels. A NaN side does not.
MRCNN_HD inline bool is_large_enough(const Box& b, float min_side) {
  return b.x2 - b.x1 >= min_side && b.y2 - b.y1 >= min_side;
}

}  // namespace mrcnn
