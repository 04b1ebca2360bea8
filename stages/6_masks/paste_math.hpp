#pragma once
#include <array>
#include <cmath>
#include <cstdint>

#include "common/geometry/box.hpp"
#include "common/geometry/box_frame.hpp"
#include "common/host_device.hpp"
#include "common/types/box.hpp"

namespace mrcnn {

/// How a small mask is spread over the pixels of its box.
enum class PasteRule {
  torchvision,  // a ring of zeros, the box grown by as much, corners truncated, one added to each
                // side
  matterport,   // the box rounded to whole pixels, half to even
  detectron2,   // the centre of every pixel of the image is looked up in the box as it is
};

constexpr auto names_of(PasteRule) {
  return std::array{"torchvision", "matterport", "detectron2"};
}

/// The pixels along one axis that a mask can reach, and where their centres fall on its cells.
struct PasteAxis {
  std::int64_t first, count;  // pixels, perhaps outside the canvas; none: nothing is to be painted
  double origin;              // pixels; where cells are counted from
  double scale;               // cells per pixel
  double offset;              // cells; 1 if the ring is not counted from
};

/// Cuts toward zero; limited to +-2^30, so that no coordinate overflows an integer.
MRCNN_HD inline std::int64_t truncated(float v) {
  constexpr float kLimit = 1073741824.0F;
  const float limited = v < -kLimit ? -kLimit : (v > kLimit ? kLimit : v);
  return static_cast<std::int64_t>(limited);
}

// [torchvision]
/// The mask of `cells` cells gets a ring of zeros, so its box grows by (cells + 2) / cells about
/// the centre; corners are truncated toward zero; and one is added to each side.
MRCNN_HD inline PasteAxis grown_axis(float low, float high, int cells) {
  const float growth = static_cast<float>(static_cast<double>(cells + 2) / cells);
  const float half = (high - low) * 0.5F * growth;
  const float center = (high + low) * 0.5F;
  if (!(half >= 0.0F && half < INFINITY && std::fabs(center) < INFINITY)) {
    return {0, 0, 0.0, 0.0, 0.0};
  }
  const std::int64_t first = truncated(center - half);
  const std::int64_t pixels = truncated(center + half) - first + 1;
  const std::int64_t count = pixels > 1 ? pixels : 1;
  const float scale = static_cast<float>(cells + 2) / static_cast<float>(count);
  return {first, count, static_cast<double>(first), scale, 0.0};
}

// [/torchvision]

// [matterport]
/// The mask is resized to the whole pixels of the box; beyond it there is nothing.
MRCNN_HD inline PasteAxis whole_pixel_axis(float low, float high, int cells) {
  if (!(high >= low && high - low < INFINITY)) {
    return {0, 0, 0.0, 0.0, 0.0};
  }
  const std::int64_t first = truncated(std::nearbyint(low));
  const std::int64_t count = truncated(std::nearbyint(high)) - first;
  const double scale = count > 0 ? static_cast<double>(cells) / static_cast<double>(count) : 0.0;
  return {first, count, static_cast<double>(first), scale, 1.0};
}

// [/matterport]

// [detectron2]
/// The box stays as it is: a pixel further than half a cell outside sees nothing.
MRCNN_HD inline PasteAxis continuous_axis(float low, float high, int cells) {
  if (!(high > low && high - low < INFINITY)) {
    return {0, 0, 0.0, 0.0, 0.0};
  }
  const std::int64_t first = truncated(std::floor(low)) - 1;
  const std::int64_t count = truncated(std::ceil(high)) + 1 - first;
  return {first, count, low, static_cast<double>(cells) / (static_cast<double>(high) - low), 1.0};
}

// [/detectron2]

/// One axis of the box of a mask of `cells` x `cells`.
MRCNN_HD inline PasteAxis paste_axis(PasteRule rule, float low, float high, int cells) {
  switch (rule) {
    case PasteRule::matterport:
      return whole_pixel_axis(low, high, cells);
    case PasteRule::detectron2:
      return continuous_axis(low, high, cells);
    case PasteRule::torchvision:
      break;
  }
  return grown_axis(low, high, cells);
}

// [tap]
/// Where one row or column of pixels reads the mask with its ring: two cells and their weights.
struct PasteTap {
  int low, high;
  float low_weight, high_weight;
};

/// Bilinear, half-pixel centres. `ringed_cells` is two more than the mask has.
MRCNN_HD inline PasteTap paste_tap(const PasteAxis& axis, std::int64_t pixel, int ringed_cells) {
  const double center = static_cast<double>(pixel) + 0.5 - axis.origin;
  const double exact = axis.scale * center - 0.5 + axis.offset;
  const auto last = static_cast<double>(ringed_cells - 1);
  const double position = exact > 0.0 ? (exact < last ? exact : last) : 0.0;
  const int low = static_cast<int>(position);
  const int high = low + 1 < ringed_cells ? low + 1 : low;
  const auto high_weight = static_cast<float>(position - static_cast<double>(low));
  return {low, high, 1.0F - high_weight, high_weight};
}

/// A cell of the mask with its ring of zeros.
MRCNN_HD inline float ringed(const float* mask, int mask_size, int y, int x) {
  const bool inside = y >= 1 && y <= mask_size && x >= 1 && x <= mask_size;
  return inside ? mask[(y - 1) * mask_size + (x - 1)] : 0.0F;
}

/// Probability of one pixel.
MRCNN_HD inline float paste_value(const float* mask, int mask_size, const PasteTap& y,
                                  const PasteTap& x) {
  const float top = x.low_weight * ringed(mask, mask_size, y.low, x.low) +
                    x.high_weight * ringed(mask, mask_size, y.low, x.high);
  const float bottom = x.low_weight * ringed(mask, mask_size, y.high, x.low) +
                       x.high_weight * ringed(mask, mask_size, y.high, x.high);
  return y.low_weight * top + y.high_weight * bottom;
}

// [/tap]

/// What a pasted probability is limited to.
struct PasteRange {
  float lowest, highest;
};

/// matterport's rule limits it to the values of the mask: the zeros beyond never make a border cell
/// of a mask that is full darker than its darkest one.
MRCNN_HD inline PasteRange paste_range(PasteRule rule, const float* mask, int cells) {
  if (rule != PasteRule::matterport) {
    return {-INFINITY, INFINITY};
  }
  PasteRange range{mask[0], mask[0]};
  for (int i = 1; i < cells; ++i) {
    range.lowest = mask[i] < range.lowest ? mask[i] : range.lowest;
    range.highest = mask[i] > range.highest ? mask[i] : range.highest;
  }
  return range;
}

/// The box of a detection in pixels of the photograph: whole pixels by matterport's rule, cut at
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
