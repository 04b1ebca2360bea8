#include "common/geometry/iou_matrix.hpp"
#include "common/tensor/host_tensor.hpp"

#include "stages/5_iou_filter/iou_filter.hpp"
#include "stages/5_iou_filter/iou_filter_checks.hpp"

namespace mrcnn {
namespace {

/// The rows marked 1, order unchanged.
Detections<Host> kept_rows(const Detections<Host>& all, const HostTensor<std::uint8_t, 1>& keep) {
  std::size_t count = 0;
  for (const std::uint8_t mark : keep) {
    count += mark;
  }
  Detections<Host> kept{make_tensor<Box>({count}), make_tensor<float>({count}),
                        make_tensor<std::int32_t>({count})};
  std::size_t next = 0;
  for (std::size_t d = 0; d < keep.size(); ++d) {
    if (keep(d) == 1) {
      kept.boxes(next) = all.boxes(d);
      kept.scores(next) = all.scores(d);
      kept.labels(next) = all.labels(d);
      ++next;
    }
  }
  return kept;
}

}  // namespace

// [iou_filter]
Detections<Host> iou_filter(const Detections<Host>& detections,
                            const std::optional<GroundTruth<Host>>& truth,
                            const IouFilterParams& params, IouFilterTrace<Host>* trace) {
  const std::size_t count = detections.boxes.size();
  check_detections(detections);
  IouFilterTrace<Host> t;
  t.keep = filled_tensor<std::uint8_t>({count}, 1);
  if (truth) {
    check_truth(*truth);
    // IoU of every detection with every true box, whatever their classes
    t.iou = iou_matrix(detections.boxes, truth->boxes);
    BestTruth<Host> best = best_truth(t.iou);
    t.best_iou = std::move(best.iou);
    t.best_truth = std::move(best.index);
    t.class_matches = filled_tensor<std::uint8_t>({count}, 0);
    for (std::size_t d = 0; d < count; ++d) {
      const std::int32_t g = t.best_truth(d);
      // valid when the best IoU reaches the threshold
      t.keep(d) = truth->boxes.size() > 0 && t.best_iou(d) >= params.min_iou ? 1 : 0;
      t.class_matches(d) = g >= 0 && truth->labels(g) == detections.labels(d) ? 1 : 0;
    }
  }
  Detections<Host> kept = kept_rows(detections, t.keep);
  if (trace != nullptr) {
    *trace = std::move(t);
  }
  return kept;
}

// [/iou_filter]

}  // namespace mrcnn
