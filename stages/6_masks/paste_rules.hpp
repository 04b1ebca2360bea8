#pragma once
#include <array>
#include <cmath>

#include "common/geometry/box.hpp"
#include "common/geometry/box_frame.hpp"
#include "common/host_device.hpp"
#include "common/types/box.hpp"

#include "stages/6_masks/paste_math.hpp"

namespace mrcnn {

/// How a small mask is spread over the pixels of its box.
enum class PasteRule {
  torchvision,  // a ring of zeros, the box grown by as much, corners truncated, one added to each
                // side
  matterport,   // the box rounded to whole pixels, half to even
  detectron2,   // the mask is evaluated at every pixel centre; the box is not rounded
};

constexpr auto names_of(PasteRule) {
  return std::array{"torchvision", "matterport", "detectron2"};
}

/// One axis of a mask by any rule.
struct RuledAxis : PasteAxis {
  double origin;  // pixels; the mask's first cell begins here for matterport and detectron2
};

/// The mask is resized to the whole pixels of the box; no pixel beyond them is set.
MRCNN_HD inline RuledAxis whole_pixel_axis(float low, float high, int cells) {
  if (!(high >= low && high - low < INFINITY)) {
    return {{0, 0, 0.0}, 0.0};
  }
  const Index first = truncated(std::nearbyint(low));
  const Index count = truncated(std::nearbyint(high)) - first;
  const double scale = count > 0 ? cells / static_cast<double>(count) : 0.0;
  return {{first, count, scale}, static_cast<double>(first)};
}

/// The box is not rounded: a pixel further than half a cell outside is not set.
MRCNN_HD inline RuledAxis continuous_axis(float low, float high, int cells) {
  if (!(high > low && high - low < INFINITY)) {
    return {{0, 0, 0.0}, 0.0};
  }
  const Index first = truncated(std::floor(low)) - 1;
  const Index count = truncated(std::ceil(high)) + 1 - first;
  return {{first, count, cells / (static_cast<double>(high) - low)}, low};
}

MRCNN_HD inline RuledAxis paste_axis(PasteRule rule, float low, float high, int cells) {
  switch (rule) {
    case PasteRule::matterport:
      return whole_pixel_axis(low, high, cells);
    case PasteRule::detectron2:
      return continuous_axis(low, high, cells);
    case PasteRule::torchvision:
      break;
  }
  return {grown_axis(low, high, cells), 0.0};
}

/// matterport and detectron2 count from the first cell inside the ring.
MRCNN_HD inline PasteTap paste_tap(PasteRule rule, const RuledAxis& axis, Index pixel,
                                   Index cells) {
  if (rule == PasteRule::torchvision) {
    return grown_tap(axis, pixel, cells);
  }
  const double center = static_cast<double>(pixel) + 0.5 - axis.origin;
  return tap_at(axis.scale * center - 0.5 + 1.0, cells + 2);
}

/// Where a mask lies on the canvas, computed once for all its pixels.
struct PastePlace {
  PasteRule rule;
  RuledAxis rows, columns;
  float lowest, highest;  // pasted probabilities are limited to these
};

/// matterport clamps probabilities to the range of the mask's values, so the zeros outside never
/// pull a border pixel below the smallest cell of a full mask.
MRCNN_HD inline PastePlace paste_place(PasteRule rule, const View<const float, 2>& mask,
                                       const Box& box) {
  const auto cells = static_cast<int>(mask.extent(0));
  PastePlace place{rule, paste_axis(rule, box.y1, box.y2, cells),
                   paste_axis(rule, box.x1, box.x2, cells), -INFINITY, INFINITY};
  if (rule == PasteRule::matterport) {
    place.lowest = place.highest = mask(0, 0);
    for (const float p : mask) {
      place.lowest = p < place.lowest ? p : place.lowest;
      place.highest = p > place.highest ? p : place.highest;
    }
  }
  return place;
}

/// Whether the mask reaches a row or column of pixels.
MRCNN_HD inline bool reaches(const PasteAxis& axis, Index pixel) {
  return pixel >= axis.first && pixel < axis.first + axis.count;
}

/// The probability of one pixel that the mask reaches.
MRCNN_HD inline float pasted_value(const PastePlace& place, const View<const float, 2>& mask,
                                   const PasteTap& y, const PasteTap& x) {
  return clamp(paste_value(mask, y, x), place.lowest, place.highest);
}

/// The same in column `x`.
MRCNN_HD inline float pasted_value(const PastePlace& place, const View<const float, 2>& mask,
                                   const PasteTap& y, Index x) {
  return pasted_value(place, mask, y, paste_tap(place.rule, place.columns, x, mask.extent(1)));
}

/// A corner of a box in pixels of the original image: whole pixels by matterport's rule, clipped at
/// the border by detectron2's.
MRCNN_HD inline float original_edge(PasteRule rule, float v, float low, float high, int side,
                                    int last, CornerRule corners) {
  const double edge = original_coordinate(v, low, high, side, last, corners);
  if (rule == PasteRule::matterport) {
    return static_cast<float>(std::nearbyint(edge));
  }
  const auto rounded = static_cast<float>(edge);
  return rule == PasteRule::detectron2 ? clamp(rounded, 0.0F, static_cast<float>(side)) : rounded;
}

/// A box of `frame` in pixels of the original image.
MRCNN_HD inline Box original_box(PasteRule rule, const Box& b, const BoxFrame& frame,
                                 ImageSize original) {
  const Box& image = frame.image;
  const CornerRule corners = frame.corners;
  return {original_edge(rule, b.x1, image.x1, image.x2, original.width, 0, corners),
          original_edge(rule, b.y1, image.y1, image.y2, original.height, 0, corners),
          original_edge(rule, b.x2, image.x1, image.x2, original.width, 1, corners),
          original_edge(rule, b.y2, image.y1, image.y2, original.height, 1, corners)};
}

}  // namespace mrcnn
