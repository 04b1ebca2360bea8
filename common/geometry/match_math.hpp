#pragma once
#include <cstdint>

#include "common/geometry/iou_matrix.hpp"
#include "common/host_device.hpp"

namespace mrcnn {

inline constexpr std::int32_t kBelowLow = kNoTruth;
inline constexpr std::int32_t kBetween = -2;

/// A best IoU below `low` gives kBelowLow, in [low, high) kBetween.
struct MatchThresholds {
  float low, high;
};

/// The truth that a row is given.
///
///   best, iou   the row's best truth and its IoU with it, as in BestTruth
///   is_rescued  some truth overlaps no row more than this one
///   some_truth  there is any: with the thresholds at 0 a row that overlaps nothing gets the first
MRCNN_HD inline std::int32_t matched_truth(std::int32_t best, float iou, MatchThresholds thresholds,
                                           bool is_rescued, bool some_truth) {
  const std::int32_t truth = best == kNoTruth && some_truth ? 0 : best;
  if (is_rescued) {
    return truth;
  }
  if (!(iou >= thresholds.low)) {
    return kBelowLow;
  }
  return iou >= thresholds.high ? truth : kBetween;
}

}  // namespace mrcnn
