#include "common/geometry/iou_matrix.hpp"
#include "common/tensor/compact.cuh"
#include "common/tensor/for_each.cuh"

#include "stages/5_iou_filter/iou_filter.hpp"
#include "stages/5_iou_filter/iou_filter_checks.hpp"

namespace mrcnn {
namespace {

using Marks = DeviceTensor<std::uint8_t, 1>;

/// The rows marked 1, order unchanged: a scan tells each where it goes, so none waits for another.
Detections<Device> kept_rows(const Detections<Device>& all, const Marks& keep) {
  const std::size_t rows = keep.shape(0);
  DeviceTensor<std::int32_t, 1> marks({rows});
  const std::uint8_t* kept_mark = keep.data();
  const std::int32_t* live = all.boxes.live_count();
  std::int32_t* mark = marks.data();
  // [compact]
  // mark[d] <- d is there and kept
  for_each_index(rows, [=] MRCNN_HD(std::ptrdiff_t d) {
    mark[d] = is_live(live, static_cast<std::size_t>(d)) && kept_mark[d] == 1 ? 1 : 0;
  });
  const auto kept_rows = std::make_shared<LiveRows>(rows);
  const DeviceTensor<std::int32_t, 1> slots = slots_of_marked(marks, kept_rows->count());
  Detections<Device> kept{DeviceTensor<Box, 1>({rows}, kept_rows),
                          DeviceTensor<float, 1>({rows}, kept_rows),
                          DeviceTensor<std::int32_t, 1>({rows}, kept_rows)};
  const std::int32_t* slot = slots.data();
  const Box* box = all.boxes.data();
  const float* score = all.scores.data();
  const std::int32_t* label = all.labels.data();
  Box* kept_box = kept.boxes.data();
  float* kept_score = kept.scores.data();
  std::int32_t* kept_label = kept.labels.data();
  // kept[slot[d]] <- all[d], where marked
  for_each_index(rows, [=] MRCNN_HD(std::ptrdiff_t d) {
    if (mark[d] == 1) {
      kept_box[slot[d]] = box[d];
      kept_score[slot[d]] = score[d];
      kept_label[slot[d]] = label[d];
    }
  });
  // [/compact]
  return kept;
}

}  // namespace

// [iou_filter]
Detections<Device> iou_filter(const Detections<Device>& detections,
                              const std::optional<GroundTruth<Device>>& truth,
                              const IouFilterParams& params, IouFilterTrace<Device>* trace) {
  const std::size_t count = detections.boxes.shape(0);
  check_detections(detections);
  const auto& live_rows = detections.boxes.live_rows();
  IouFilterTrace<Device> t;
  t.keep = Marks({count}, live_rows);
  std::uint8_t* keep = t.keep.data();
  if (truth) {
    check_truth(*truth);
    // IoU of every detection with every true box, whatever their classes
    t.iou = iou_matrix(detections.boxes, truth->boxes);
    BestTruth<Device> best = best_truth(t.iou);
    t.best_iou = std::move(best.iou);
    t.best_truth = std::move(best.index);
    t.class_matches = Marks({count}, live_rows);
    const float* best_iou = t.best_iou.data();
    const std::int32_t* best_index = t.best_truth.data();
    const std::int32_t* truth_label = truth->labels.data();
    const std::int32_t* label = detections.labels.data();
    const std::int32_t* live = detections.boxes.live_count();
    std::uint8_t* class_matches = t.class_matches.data();
    const bool some_truth = truth->boxes.shape(0) > 0;
    const float min_iou = params.min_iou;
    // keep[d] <- best_iou[d] >= min_iou; class_matches[d] <- the best truth has d's label
    for_each_index(count, [=] MRCNN_HD(std::ptrdiff_t d) {
      if (is_live(live, static_cast<std::size_t>(d))) {
        const std::int32_t g = best_index[d];
        keep[d] = some_truth && best_iou[d] >= min_iou ? 1 : 0;
        class_matches[d] = g >= 0 && truth_label[g] == label[d] ? 1 : 0;
      }
    });
  } else {
    // keep[d] <- 1
    for_each_index(count, [=] MRCNN_HD(std::ptrdiff_t d) { keep[d] = 1; });
  }
  Detections<Device> kept = kept_rows(detections, t.keep);
  if (trace != nullptr) {
    *trace = std::move(t);
  }
  return kept;
}

// [/iou_filter]

}  // namespace mrcnn
