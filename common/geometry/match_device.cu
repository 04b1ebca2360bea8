#include "common/geometry/match.hpp"
#include "common/tensor/for_each.cuh"

namespace mrcnn {
namespace {

/// The largest IoU of every truth, one thread each: columns are as few as there are objects.
DeviceTensor<float, 1> largest_of_truths(const DeviceTensor<float, 2>& iou) {
  const std::size_t rows = iou.shape(0);
  const std::size_t columns = iou.shape(1);
  DeviceTensor<float, 1> result({columns});
  const float* overlap = iou.data();
  float* largest = result.data();
  // largest[g] <- max(0, overlap[0][g], overlap[1][g], ...)
  for_each_index(columns, [=] MRCNN_HD(std::ptrdiff_t g) {
    float most = 0.0F;
    for (std::size_t d = 0; d < rows; ++d) {
      const float value = overlap[d * columns + static_cast<std::size_t>(g)];
      most = value > most ? value : most;
    }
    largest[g] = most;
  });
  return result;
}

}  // namespace

BestTruth<Device> match(const DeviceTensor<float, 2>& iou, MatchThresholds thresholds,
                        bool low_quality) {
  const std::size_t rows = iou.settled_rows();
  const std::size_t columns = iou.shape(1);
  BestTruth<Device> best = best_truth(iou);
  const auto largest_ious = low_quality ? largest_of_truths(iou) : DeviceTensor<float, 1>({0});
  const std::size_t rescuers = largest_ious.shape(0);
  const float* overlap = iou.data();
  const float* largest = largest_ious.data();
  const float* best_iou = best.iou.data();
  std::int32_t* truth = best.index.data();
  // truth[d] <- the best truth of row d if it is good enough, or if row d is a truth's best
  for_each_index(rows, [=] MRCNN_HD(std::ptrdiff_t d) {
    bool is_rescued = false;
    for (std::size_t g = 0; g < rescuers; ++g) {
      const float value = overlap[static_cast<std::size_t>(d) * columns + g];
      is_rescued = is_rescued || value == largest[g];
    }
    truth[d] = matched_truth(truth[d], best_iou[d], thresholds, is_rescued, columns > 0);
  });
  return best;
}

}  // namespace mrcnn
