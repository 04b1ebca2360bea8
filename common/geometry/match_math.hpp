#pragma once
#include <cstdint>

#include "common/geometry/best_truth_math.hpp"
#include "common/host_device.hpp"

namespace mrcnn {

inline constexpr std::int32_t kBelowLow = kNoTruth;
inline constexpr std::int32_t kBetween = -2;

/// A best IoU below `low` gives kBelowLow, in [low, high) kBetween.
struct MatchThresholds {
  float low, high;
};

/// The largest IoU of truth g with any row, 0 without rows. NaN never wins.
MRCNN_HD inline float largest_iou_of_truth(const View<const float, 2>& iou, Index g) {
  float largest = 0.0F;
  for (Index d = 0; d < iou.extent(0); ++d) {
    largest = iou(d, g) > largest ? iou(d, g) : largest;
  }
  return largest;
}

/// Whether some truth overlaps no row more than row d. A truth that overlaps nothing ties
/// everywhere, as in torchvision's matcher.
///
///   largest  (G) largest_iou_of_truth() of each; (0) if low-quality matches do not count
MRCNN_HD inline bool is_low_quality_match(const View<const float, 2>& iou,
                                          const View<const float, 1>& largest, Index d) {
  bool found = false;
  for (Index g = 0; g < largest.size(); ++g) {
    found = found || iou(d, g) == largest(g);
  }
  return found;
}

/// The truth that is assigned to a row.
///
///   best         the row's best truth, as in BestTruth
///   low_quality  is_low_quality_match(): accepted at any IoU
///   some_truth   G > 0: with both thresholds at 0 a row that overlaps nothing gets the first truth
MRCNN_HD inline std::int32_t matched_truth(const TruthOverlap& best, MatchThresholds thresholds,
                                           bool low_quality, bool some_truth) {
  const std::int32_t truth = best.index == kNoTruth && some_truth ? 0 : best.index;
  if (low_quality) {
    return truth;
  }
  if (!(best.iou >= thresholds.low)) {
    return kBelowLow;
  }
  return best.iou >= thresholds.high ? truth : kBetween;
}

}  // namespace mrcnn
