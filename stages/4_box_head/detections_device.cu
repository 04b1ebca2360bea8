#include <algorithm>

#include <thrust/tabulate.h>
#include <thrust/transform.h>

#include "common/geometry/exact_math.hpp"
#include "common/geometry/nms.hpp"
#include "common/tensor/for_each_row.cuh"

#include "stages/4_box_head/box_head.hpp"
#include "stages/4_box_head/box_head_checks.hpp"
#include "stages/4_box_head/detections_math.hpp"

namespace mrcnn {
namespace {

using Rows = DeviceTensor<std::int32_t, 1>;

// [softmax]
/// The probabilities of every proposal's classes. Sums are one thread a row, because they must run
/// in the order of the classes to have the host's bits; K additions in a row are short beside what
/// a tree of threads would cost to agree. What follows is one thread a probability.
void softmax_rows(const DeviceTensor<float, 2>& logits, DeviceTensor<float, 2>& probabilities) {
  DeviceTensor<SoftmaxScale, 1> scales({logits.shape(0)});
  const auto scale = view(scales);
  const auto logit = view(logits);
  const auto probability = view(probabilities);
  // scale[r] <- largest of logit[r][:], sum of exp(logit[r][:] - largest)
  thrust::tabulate(on_device(), scale.begin(), scale.end(),
                   [=] MRCNN_HD(Index r) { return softmax_scale(logit[r]); });
  // probability[r][k] <- exp(logit[r][k] - largest) / sum
  for_each_row(logits, logit.extent(1), [=] MRCNN_HD(Index r, Index k) {
    probability(r, k) = softmax_value(logit(r, k), scale(r));
  });
}

// [/softmax]

DetectionsTrace<Device> make_trace(std::size_t proposals, std::size_t classes) {
  const std::size_t count = proposals * (classes - 1);
  return {make_device_tensor<float>({proposals, classes}),
          make_device_tensor<std::int32_t>({count, 2}),
          make_device_tensor<Box>({count}),
          make_device_tensor<float>({count}),
          make_device_tensor<std::int32_t>({count}),
          {}};
}

/// The first survivors become detections; the others are cut by the limit.
Detections<Device> best_detections(const Rows& survivors, std::size_t limit,
                                   const CandidateViews& candidates, DetectionsTrace<Device>& t) {
  const std::size_t room = std::min(limit, survivors.shape(0));
  const auto count = std::make_shared<LiveRows>(room);
  Detections<Device> result{DeviceTensor<Box, 1>({room}, count),
                            DeviceTensor<float, 1>({room}, count), Rows({room}, count)};
  t.proposals = Rows({room}, count);
  const DetectionViews detections = detection_views(result, t);
  const auto survivor = view(survivors);
  // detections[i] <- candidates[survivor[i]]; suppressed_by <- kCutByLimit behind the limit
  for_each_row(survivors, [=] MRCNN_HD(Index i) {
    if (i < detections.boxes.size()) {
      take_candidate(candidates, survivor(i), detections, i);
    } else {
      candidates.suppressed_by(survivor(i)) = kCutByLimit;
    }
  });
  // count <- min(survivors, limit)
  thrust::transform(on_device(), survivors.live_count(), survivors.live_count() + 1, count->count(),
                    [=] MRCNN_HD(std::int32_t survived) {
                      return survived < detections.boxes.size()
                                 ? survived
                                 : static_cast<std::int32_t>(detections.boxes.size());
                    });
  return result;
}

}  // namespace

// [detections]
Detections<Device> detections(const BoxHeadOutput<Device>& head,
                              const DeviceTensor<Box, 1>& proposals, const BoxFrame& frame,
                              const DetectionsParams& params, DetectionsTrace<Device>* trace) {
  check_lengths(head, proposals.settled_rows());
  DetectionsTrace<Device> t = make_trace(proposals.shape(0), head.class_logits.shape(1));
  Rows labels({t.candidate_boxes.shape(0)});
  const CandidateViews candidates = candidate_views(head, proposals, t, labels);
  const CandidateSettings settings = candidate_settings(frame, params);
  softmax_rows(head.class_logits, t.class_probabilities);
  // candidates[r][k - 1] <- proposal r as class k: one thread each, background left out
  for_each_row(t.class_probabilities, candidates.probabilities.extent(1) - 1,
               [=] MRCNN_HD(Index r, Index k) { make_candidate(candidates, r, k + 1, settings); });
  if (params.conventions.candidates == CandidateRule::best_class) {
    for_each_row(t.class_probabilities, [=] MRCNN_HD(Index r) {
      keep_best_class(candidates.probabilities, r, candidates.suppressed_by);
    });
  }

  // non-maximum suppression inside each class, then the best of all classes: a proposal is a
  // candidate of a class once, so no class has more candidates than there are proposals
  const Rows survivors = non_maximum_suppression(
      t.candidate_boxes, t.candidate_scores, labels,
      {.max_iou = params.nms_iou, .largest_group = proposals.shape(0)}, t.suppressed_by);
  Detections<Device> result =
      best_detections(survivors, params.detections_per_image, candidates, t);
  if (trace != nullptr) {
    *trace = std::move(t);
  }
  return result;
}

// [/detections]

}  // namespace mrcnn
