#include <algorithm>

#include "common/geometry/exact_math.hpp"
#include "common/geometry/nms.hpp"

#include "stages/4_box_head/box_head.hpp"
#include "stages/4_box_head/box_head_checks.hpp"
#include "stages/4_box_head/detections_math.hpp"

namespace mrcnn {
namespace {

using Rows = HostTensor<std::int32_t, 1>;

/// The best survivors, at most `limit`. The others are marked.
Detections<Host> best_detections(const Rows& survivors, std::size_t limit, const Rows& labels,
                                 DetectionsTrace<Host>& t) {
  const std::size_t count = std::min(survivors.size(), limit);
  for (std::size_t i = count; i < survivors.size(); ++i) {
    t.suppressed_by(survivors(i)) = kCutByLimit;
  }
  t.proposals = make_tensor<std::int32_t>({count});
  Detections<Host> result{make_tensor<Box>({count}), make_tensor<float>({count}),
                          make_tensor<std::int32_t>({count})};
  for (std::size_t i = 0; i < count; ++i) {
    const std::int32_t row = survivors(i);
    t.proposals(i) = t.candidates(row, 0);
    result.boxes(i) = t.candidate_boxes(row);
    result.scores(i) = t.candidate_scores(row);
    result.labels(i) = labels(row);
  }
  return result;
}

}  // namespace

Detections<Host> detections(const BoxHeadOutput<Host>& head, const HostTensor<Box, 1>& proposals,
                            const BoxFrame& frame, const DetectionsParams& params,
                            DetectionsTrace<Host>* trace) {
  check_lengths(head, proposals.size());
  // [detections]
  // softmax, then one candidate for every proposal and every class but background
  const Index classes = head.class_logits.shape(1);
  auto t = make_detections_trace<Host>(proposals.size(), classes);
  auto labels = make_tensor<std::int32_t>({t.candidate_boxes.size()});
  const CandidateSettings settings = candidate_settings(frame, params);
  const DetectionsTrace<Views> to = views(t);
  for (Index r = 0; r < to.class_probabilities.extent(0); ++r) {
    exact_softmax(view(head.class_logits)[r], to.class_probabilities[r]);
    for (Index k = 1; k < classes; ++k) {
      make_candidate(r, k, proposals(r), view(head.box_deltas), settings, to, view(labels));
    }
    apply_candidate_rule(params.conventions.candidates, to.class_probabilities, r,
                         to.suppressed_by);
  }

  // non-maximum suppression inside each class, then the best of all classes
  const Rows survivors = non_maximum_suppression(
      t.candidate_boxes, t.candidate_scores, labels,
      {.max_iou = params.nms_iou, .fast = params.fast_nms}, t.suppressed_by);
  Detections<Host> result = best_detections(survivors, params.detections_per_image, labels, t);
  // [/detections]
  if (trace != nullptr) {
    *trace = std::move(t);
  }
  return result;
}

}  // namespace mrcnn
