#include <xtensor/xindex_view.hpp>
#include <xtensor/xmath.hpp>

#include "common/geometry/best_truth.hpp"
#include "common/geometry/iou_matrix.hpp"
#include "common/tensor/host_tensor.hpp"

#include "stages/5_iou_filter/iou_filter.hpp"
#include "stages/5_iou_filter/iou_filter_checks.hpp"
#include "stages/5_iou_filter/iou_filter_math.hpp"

namespace mrcnn {

Detections<Host> iou_filter(const Detections<Host>& detections, const GroundTruth<Host>* truth,
                            const IouFilterParams& params, IouFilterTrace<Host>* trace) {
  const std::size_t count = detections.boxes.size();
  check_detections(detections);
  IouFilterTrace<Host> t;
  // [decision]
  t.keep = filled_tensor<std::uint8_t>({count}, 1);
  if (truth != nullptr) {
    check_truth(*truth);
    // IoU of every detection with every true box, whatever their classes
    t.iou = iou_matrix(detections.boxes, truth->boxes);
    BestTruth<Host> best = best_truth(t.iou);
    t.best_iou = std::move(best.iou);
    t.best_truth = std::move(best.index);
    t.class_matches = make_tensor<std::uint8_t>({count});
    for (std::size_t d = 0; d < count; ++d) {
      t.keep(d) = is_valid(t.best_iou(d), truth->boxes.size(), params.min_iou);
      t.class_matches(d) =
          matches_class(t.best_truth(d), view(truth->labels), detections.labels(d));
    }
  }
  // the rows marked 1, order unchanged
  const auto kept = xt::equal(t.keep, 1);
  Detections<Host> result{xt::filter(detections.boxes, kept), xt::filter(detections.scores, kept),
                          xt::filter(detections.labels, kept)};
  // [/decision]
  if (trace != nullptr) {
    *trace = std::move(t);
  }
  return result;
}

}  // namespace mrcnn
