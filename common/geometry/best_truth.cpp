#include "common/geometry/best_truth.hpp"

namespace mrcnn {

BestTruth<Host> best_truth(const HostTensor<float, 2>& iou) {
  const std::size_t rows = iou.shape(0);
  BestTruth<Host> result{make_tensor<std::int32_t>({rows}), make_tensor<float>({rows})};
  for (std::size_t d = 0; d < rows; ++d) {
    const TruthOverlap best = best_truth_of_row(view(iou), d);
    result.index(d) = best.index;
    result.iou(d) = best.iou;
  }
  return result;
}

}  // namespace mrcnn
