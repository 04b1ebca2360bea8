#include "common/geometry/best_truth.hpp"
#include "common/tensor/for_each_row.cuh"

namespace mrcnn {

BestTruth<Device> best_truth(const DeviceTensor<float, 2>& iou) {
  const std::size_t rows = iou.shape(0);
  BestTruth<Device> result{make_device_tensor<std::int32_t>({rows}, iou.valid_count()),
                           make_device_tensor<float>({rows}, iou.valid_count())};
  const auto overlap = view(iou);
  const auto best_index = view(result.index);
  const auto best_iou = view(result.iou);
  // best_index[d], best_iou[d] <- the first largest of overlap[d]: rows are short, one thread each
  for_each_row(iou, [=] MRCNN_HD(Index d) {
    const TruthOverlap best = best_truth_of_row(overlap, d);
    best_index(d) = best.index;
    best_iou(d) = best.iou;
  });
  return result;
}

}  // namespace mrcnn
