#include "common/geometry/match.hpp"

#include <vector>

namespace mrcnn {
namespace {

/// Rows that some truth overlaps most, ties included. A truth that overlaps nothing ties
/// everywhere, as in torchvision's matcher.
std::vector<bool> best_rows_of_truths(const HostTensor<float, 2>& iou) {
  std::vector<bool> is_best(iou.shape(0), false);
  for (std::size_t g = 0; g < iou.shape(1); ++g) {
    float largest = 0.0F;
    for (std::size_t d = 0; d < iou.shape(0); ++d) {
      largest = iou(d, g) > largest ? iou(d, g) : largest;
    }
    for (std::size_t d = 0; d < iou.shape(0); ++d) {
      is_best[d] = is_best[d] || iou(d, g) == largest;
    }
  }
  return is_best;
}

}  // namespace

BestTruth<Host> match(const HostTensor<float, 2>& iou, MatchThresholds thresholds,
                      bool low_quality) {
  BestTruth<Host> result = best_truth(iou);
  const std::vector<bool> rescued =
      low_quality ? best_rows_of_truths(iou) : std::vector<bool>(iou.shape(0), false);
  for (std::size_t d = 0; d < iou.shape(0); ++d) {
    result.index(d) =
        matched_truth(result.index(d), result.iou(d), thresholds, rescued[d], iou.shape(1) > 0);
  }
  return result;
}

}  // namespace mrcnn
