#include "common/geometry/match.hpp"

namespace mrcnn {

BestTruth<Host> match(const HostTensor<float, 2>& iou, MatchThresholds thresholds,
                      bool low_quality) {
  const auto overlap = view(iou);
  auto largest = make_tensor<float>({low_quality ? iou.shape(1) : 0});
  for (std::size_t g = 0; g < largest.size(); ++g) {
    largest(g) = largest_iou_of_truth(overlap, g);
  }
  BestTruth<Host> result = best_truth(iou);
  for (std::size_t d = 0; d < iou.shape(0); ++d) {
    result.index(d) =
        matched_truth({result.index(d), result.iou(d)}, thresholds,
                      is_low_quality_match(overlap, view(largest), d), overlap.extent(1) > 0);
  }
  return result;
}

}  // namespace mrcnn
