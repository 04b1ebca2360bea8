#include <thrust/fill.h>

#include "common/geometry/best_truth.hpp"
#include "common/geometry/iou_matrix.hpp"
#include "common/tensor/compact.cuh"
#include "common/tensor/for_each_row.cuh"

#include "stages/5_iou_filter/iou_filter.hpp"
#include "stages/5_iou_filter/iou_filter_checks.hpp"
#include "stages/5_iou_filter/iou_filter_math.hpp"

namespace mrcnn {
namespace {

using Marks = DeviceTensor<std::uint8_t, 1>;
using Rows = DeviceTensor<std::int32_t, 1>;

// [compact]
/// The rows marked 1, order unchanged: a scan computes the new place of each row, so no row waits
/// for another.
Detections<Device> kept_rows(const Detections<Device>& all, const Marks& keep) {
  const std::size_t rows = keep.shape(0);
  Rows marks({rows});
  const auto mark = view(marks);
  const auto kept_mark = view(keep);
  const std::int32_t* valid_count = all.boxes.device_valid_count();
  // mark[d] <- d is a valid row and kept
  for_each_index(rows, [=] MRCNN_HD(Index d) {
    mark(d) = in_use(valid_count, d) && kept_mark(d) == 1 ? 1 : 0;
  });
  const auto kept_count = std::make_shared<ValidCount>(rows);
  const Rows slots = slots_of_marked(marks, kept_count->count());
  Detections<Device> kept{DeviceTensor<Box, 1>({rows}, kept_count),
                          DeviceTensor<float, 1>({rows}, kept_count), Rows({rows}, kept_count)};
  // kept[slots[d]] <- all[d], where marked
  scatter_marked(all.boxes, marks, slots, kept.boxes);
  scatter_marked(all.scores, marks, slots, kept.scores);
  scatter_marked(all.labels, marks, slots, kept.labels);
  return kept;
}

// [/compact]

/// class_matches[d] <- the best truth of detection d has its label
Marks matches_of(const Rows& best_truths, const Rows& truth_labels, const Rows& labels) {
  Marks result({labels.shape(0)}, labels.valid_count());
  const auto class_matches = view(result);
  const auto best_truth = view(best_truths);
  const auto truth_label = view(truth_labels);
  const auto label = view(labels);
  for_each_row(labels, [=] MRCNN_HD(Index d) {
    class_matches(d) = matches_class(best_truth(d), truth_label, label(d));
  });
  return result;
}

}  // namespace

// [iou_filter]
Detections<Device> iou_filter(const Detections<Device>& detections,
                              const GroundTruth<Device>* truth, const IouFilterParams& params,
                              IouFilterTrace<Device>* trace) {
  check_detections(detections);
  IouFilterTrace<Device> t;
  t.keep = Marks({detections.boxes.shape(0)}, detections.boxes.valid_count());
  const auto keep = view(t.keep);
  if (truth != nullptr) {
    check_truth(*truth);
    // IoU of every detection with every true box, whatever their classes
    t.iou = iou_matrix(detections.boxes, truth->boxes);
    BestTruth<Device> best = best_truth(t.iou);
    t.best_iou = std::move(best.iou);
    t.best_truth = std::move(best.index);
    t.class_matches = matches_of(t.best_truth, truth->labels, detections.labels);
    const auto best_iou = view(t.best_iou);
    const Index true_objects = truth->boxes.shape(0);
    // keep[d] <- best_iou[d] >= min_iou
    for_each_row(t.keep, [=] MRCNN_HD(Index d) {
      keep(d) = is_valid(best_iou(d), true_objects, params.min_iou);
    });
  } else {
    // keep[d] <- 1
    thrust::fill(on_device(), keep.begin(), keep.end(), std::uint8_t{1});
  }
  Detections<Device> kept = kept_rows(detections, t.keep);
  if (trace != nullptr) {
    *trace = std::move(t);
  }
  return kept;
}

// [/iou_filter]

}  // namespace mrcnn
