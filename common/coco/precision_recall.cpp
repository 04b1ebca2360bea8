#include "common/coco/precision_recall.hpp"

#include <algorithm>
#include <limits>
#include <vector>

namespace mrcnn {

PrecisionRecall precision_recall(std::span<const unsigned char> is_right, std::size_t objects) {
  // [precision_recall]
  std::vector<double> precision;
  std::vector<double> recall;
  double right = 0.0;
  for (std::size_t d = 0; d < is_right.size(); ++d) {
    right += is_right[d];
    const auto so_far = static_cast<double>(d + 1);
    precision.push_back(right / (so_far + std::numeric_limits<double>::epsilon()));
    recall.push_back(right / static_cast<double>(objects));
  }
  for (std::size_t d = precision.size(); d-- > 1;) {
    precision[d - 1] = std::max(precision[d - 1], precision[d]);
  }
  // [/precision_recall]

  PrecisionRecall curve;
  curve.recall = recall.empty() ? 0.0 : recall.back();
  for (std::size_t r = 0; r < kRecallPoints; ++r) {
    const double wanted = r + 1 == kRecallPoints ? 1.0 : static_cast<double>(r) * 0.01;
    const auto reached = std::lower_bound(recall.begin(), recall.end(), wanted);
    if (reached != recall.end()) {
      curve.precision[r] = precision[static_cast<std::size_t>(reached - recall.begin())];
    }
  }
  return curve;
}

}  // namespace mrcnn
