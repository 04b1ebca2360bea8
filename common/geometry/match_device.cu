#include <thrust/tabulate.h>

#include "common/geometry/match.hpp"
#include "common/tensor/for_each.cuh"

namespace mrcnn {
namespace {

/// The largest IoU of every truth, one thread each: there are few columns.
DeviceTensor<float, 1> largest_ious(const View<const float, 2>& iou) {
  auto result = make_device_tensor<float>({iou.extent(1)});
  const auto largest = view(result);
  // largest[g] <- max(0, iou[0][g], iou[1][g], ...)
  thrust::tabulate(on_device(), largest.begin(), largest.end(),
                   [=] MRCNN_HD(Index g) { return largest_iou_of_truth(iou, g); });
  return result;
}

/// truth[d] <- the truth assigned to row d
void assign_truths(const View<const float, 2>& iou, const View<const float, 1>& largest,
                   const View<const float, 1>& best_iou, MatchThresholds thresholds,
                   const View<std::int32_t, 1>& truth) {
  for_each_index(truth.size(), [=] MRCNN_HD(Index d) {
    truth(d) = matched_truth({truth(d), best_iou(d)}, thresholds,
                             is_low_quality_match(iou, largest, d), iou.extent(1) > 0);
  });
}

}  // namespace

BestTruth<Device> match(const DeviceTensor<float, 2>& iou, MatchThresholds thresholds,
                        bool low_quality) {
  (void)iou.valid_rows();
  BestTruth<Device> best = best_truth(iou);
  const auto largest = low_quality ? largest_ious(view(iou)) : DeviceTensor<float, 1>({0});
  assign_truths(view(iou), view(largest), view(std::as_const(best).iou), thresholds,
                view(best.index));
  return best;
}

}  // namespace mrcnn
