#pragma once
#include <cstdint>

#include "common/host_device.hpp"
#include "common/tensor/view.hpp"

namespace mrcnn {

// [valid]
/// A detection is valid if its largest IoU with a true object reaches the threshold. Without
/// objects no detection is valid, not even at a threshold of 0.
MRCNN_HD inline bool is_valid(float best_iou, Index true_objects, float min_iou) {
  return true_objects > 0 && best_iou >= min_iou;
}

/// Whether the best truth of a detection (-1: none) has the class of the detection.
MRCNN_HD inline bool matches_class(std::int32_t best_truth,
                                   const View<const std::int32_t, 1>& truth_labels,
                                   std::int32_t label) {
  return best_truth >= 0 && truth_labels(best_truth) == label;
}

// [/valid]

}  // namespace mrcnn
