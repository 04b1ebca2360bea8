#pragma once
#include <cstdint>

#include "common/host_device.hpp"
#include "common/tensor/view.hpp"

namespace mrcnn {

inline constexpr std::int32_t kNoTruth = -1;

/// A true object and a row's IoU with it.
struct TruthOverlap {
  std::int32_t index;
  float iou;
};

/// The first truth of the largest IoU of row d. kNoTruth and 0 if the row overlaps none; NaN never
/// wins.
MRCNN_HD inline TruthOverlap best_truth_of_row(const View<const float, 2>& iou, Index d) {
  TruthOverlap best{kNoTruth, 0.0F};
  for (Index g = 0; g < iou.extent(1); ++g) {
    if (iou(d, g) > best.iou) {
      best = {static_cast<std::int32_t>(g), iou(d, g)};
    }
  }
  return best;
}

}  // namespace mrcnn
