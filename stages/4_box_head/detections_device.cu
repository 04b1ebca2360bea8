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
/// The probabilities of every proposal's classes. Sums take one thread per row, because they must
/// run in the order of the classes to have the host's bits; K sequential additions cost less than a
/// tree reduction. The rest takes one thread per probability.
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

/// The best survivors, at most `limit`. The others are marked.
Detections<Device> best_detections(const Rows& survivors, Index limit, const Rows& labels,
                                   DetectionsTrace<Device>& t) {
  const Index room = std::min<Index>(limit, survivors.shape(0));
  const auto count = std::make_shared<ValidCount>(room);
  Detections<Device> result{make_device_tensor<Box>({room}, count),
                            make_device_tensor<float>({room}, count),
                            make_device_tensor<std::int32_t>({room}, count)};
  t.proposals = make_device_tensor<std::int32_t>({room}, count);
  const DetectionsTrace<Views> from = views(t);
  const Detections<Views> to{view(result.boxes), view(result.scores), view(result.labels)};
  const auto survivor = view(survivors);
  const auto label = view(labels);
  // to[i] <- candidate survivor[i]; suppressed_by <- kCutByLimit beyond the limit
  for_each_row(survivors, [=] MRCNN_HD(Index i) {
    const std::int32_t row = survivor(i);
    if (i < room) {
      to.boxes(i) = from.candidate_boxes(row);
      to.scores(i) = from.candidate_scores(row);
      to.labels(i) = label(row);
      from.proposals(i) = from.candidates(row, 0);
    } else {
      from.suppressed_by(row) = kCutByLimit;
    }
  });
  // count <- min(survivors, limit)
  thrust::transform(on_device(), survivors.device_valid_count(), survivors.device_valid_count() + 1,
                    count->count(), [=] MRCNN_HD(std::int32_t survived) {
                      return survived < room ? survived : static_cast<std::int32_t>(room);
                    });
  return result;
}

}  // namespace

// [detections]
Detections<Device> detections(const BoxHeadOutput<Device>& head,
                              const DeviceTensor<Box, 1>& proposals, const BoxFrame& frame,
                              const DetectionsParams& params, DetectionsTrace<Device>* trace) {
  check_lengths(head, proposals.valid_rows());
  const std::size_t classes = head.class_logits.shape(1);
  auto t = make_detections_trace<Device>(proposals.shape(0), classes);
  Rows labels({t.candidate_boxes.shape(0)});
  softmax_rows(head.class_logits, t.class_probabilities);
  const CandidateSettings settings = candidate_settings(frame, params);
  const CandidateRule rule = params.conventions.candidates;
  const DetectionsTrace<Views> to = views(t);
  const auto proposal = view(proposals);
  const auto deltas = view(head.box_deltas);
  const auto label = view(labels);
  // candidate (r, k + 1) <- proposal r as class k + 1: one thread each, without the background
  for_each_row(t.class_probabilities, classes - 1, [=] MRCNN_HD(Index r, Index k) {
    make_candidate(r, k + 1, proposal(r), deltas, settings, to, label);
  });
  if (rule != CandidateRule::every_class) {
    for_each_row(t.class_probabilities, [=] MRCNN_HD(Index r) {
      apply_candidate_rule(rule, to.class_probabilities, r, to.suppressed_by);
    });
  }

  // non-maximum suppression inside each class, then the best of all classes: a proposal is a
  // candidate of a class once, so no class has more candidates than there are proposals
  const Rows survivors = non_maximum_suppression(
      t.candidate_boxes, t.candidate_scores, labels,
      {.max_iou = params.nms_iou, .largest_group = proposals.shape(0)}, t.suppressed_by);
  Detections<Device> result = best_detections(survivors, params.detections_per_image, labels, t);
  if (trace != nullptr) {
    *trace = std::move(t);
  }
  return result;
}

// [/detections]

}  // namespace mrcnn
