#pragma once
#include <cmath>

#include "common/geometry/exact_math.hpp"
#include "common/host_device.hpp"
#include "common/tensor/view.hpp"
#include "common/types/box.hpp"

namespace mrcnn {

/// Offsets of a box from a reference box (R-CNN, appendix C): shifts in units of the reference's
/// sides, and logarithms of the side ratios, each times a weight.
struct BoxDelta {
  float dx, dy, dw, dh;
};

/// The delta in four neighbouring columns of a row.
MRCNN_HD inline BoxDelta delta_at(const View<const float, 2>& deltas, Index row,
                                  Index first_column = 0) {
  return {deltas(row, first_column), deltas(row, first_column + 1), deltas(row, first_column + 2),
          deltas(row, first_column + 3)};
}

/// What the deltas are multiplied by when encoded and divided by when decoded.
struct CoderWeights {
  float x = 1.0F, y = 1.0F, w = 1.0F, h = 1.0F;
};

/// Largest dw and dh that torchvision and detectron2 accept: ln(1000 / 16), so that a side grows at
/// most 62.5 times.
inline constexpr float kMaxLogScale = 4.135166556742356F;

/// A limit of dw and dh as decode() takes it: 0 means none.
MRCNN_HD inline float log_scale_limit(float max_log_scale) {
  return max_log_scale > 0.0F ? max_log_scale : INFINITY;
}

// [decode]
/// The box that `delta` describes relative to `reference` (Faster R-CNN, eq. 2 solved for x, y, w,
/// h). Any frame; no clipping. dw and dh are limited to `max_log_scale`; infinity: no limit. NaN
/// propagates.
MRCNN_HD inline Box decode(const Box& reference, const BoxDelta& delta, const CoderWeights& weights,
                           float max_log_scale = kMaxLogScale) {
  const float width = reference.x2 - reference.x1;
  const float height = reference.y2 - reference.y1;
  const float center_x = reference.x1 + 0.5F * width;
  const float center_y = reference.y1 + 0.5F * height;

  const float dx = delta.dx / weights.x;
  const float dy = delta.dy / weights.y;
  float dw = delta.dw / weights.w;
  float dh = delta.dh / weights.h;
  dw = dw > max_log_scale ? max_log_scale : dw;
  dh = dh > max_log_scale ? max_log_scale : dh;

  const float new_center_x = dx * width + center_x;
  const float new_center_y = dy * height + center_y;
  const float half_width = 0.5F * (exact_exp(dw) * width);
  const float half_height = 0.5F * (exact_exp(dh) * height);
  return {new_center_x - half_width, new_center_y - half_height, new_center_x + half_width,
          new_center_y + half_height};
}

// [/decode]

/// The delta that decodes to `target` (Faster R-CNN, eq. 2). Host only: it needs a logarithm.
/// A side of zero gives infinities or NaN, as the formula does.
MRCNN_DIVIDES_BY_ZERO inline BoxDelta encode(const Box& reference, const Box& target,
                                             const CoderWeights& weights) {
  const float width = reference.x2 - reference.x1;
  const float height = reference.y2 - reference.y1;
  const float target_width = target.x2 - target.x1;
  const float target_height = target.y2 - target.y1;
  const float center_x = reference.x1 + 0.5F * width;
  const float center_y = reference.y1 + 0.5F * height;
  const float target_x = target.x1 + 0.5F * target_width;
  const float target_y = target.y1 + 0.5F * target_height;
  return {weights.x * (target_x - center_x) / width, weights.y * (target_y - center_y) / height,
          weights.w * std::log(target_width / width), weights.h * std::log(target_height / height)};
}

}  // namespace mrcnn
