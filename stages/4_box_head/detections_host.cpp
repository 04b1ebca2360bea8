#include <algorithm>

#include <xtensor/xview.hpp>

#include "common/geometry/box.hpp"
#include "common/geometry/nms.hpp"

#include "stages/4_box_head/box_head.hpp"
#include "stages/4_box_head/box_head_checks.hpp"

namespace mrcnn {
namespace {

// [candidates]
/// One candidate for every proposal and every class but background.
void make_candidates(const BoxHeadOutput<Host>& head, const HostTensor<Box, 1>& proposals,
                     const BoxFrame& frame, const BoxHeadParams& params, DetectionsTrace<Host>& t) {
  const std::size_t classes = head.class_logits.shape(1);
  const float max_log_scale = log_scale_limit(params.max_log_scale);
  std::size_t row = 0;
  for (std::size_t r = 0; r < proposals.size(); ++r) {
    exact_softmax(&head.class_logits(r, 0), static_cast<int>(classes),
                  &t.class_probabilities(r, 0));
    const auto best = static_cast<std::size_t>(
        best_class(&t.class_probabilities(r, 0), static_cast<int>(classes)));
    for (std::size_t k = 1; k < classes; ++k, ++row) {
      // decode the deltas of this class (Fast R-CNN, eq. 1), cut at the image border
      const float* d = &head.box_deltas(r, 4 * k);
      const Box box =
          decode(proposals(r), {d[0], d[1], d[2], d[3]}, params.coder_weights, max_log_scale);
      t.candidate_boxes(row) = clip_box(box, frame.image);
      t.candidate_scores(row) = t.class_probabilities(r, k);
      t.candidates(row, 0) = static_cast<std::int32_t>(r);
      t.candidates(row, 1) = static_cast<std::int32_t>(k);
      const bool is_candidate = params.candidates == CandidateRule::every_class || k == best;
      t.suppressed_by(row) =
          detection_verdict(t.candidate_boxes(row), t.candidate_scores(row), is_candidate,
                            params.score_threshold, params.score_rule, params.min_size);
    }
  }
}

// [/candidates]

DetectionsTrace<Host> make_trace(std::size_t proposals, std::size_t classes) {
  const std::size_t count = proposals * (classes - 1);
  return {make_tensor<float>({proposals, classes}),
          make_tensor<std::int32_t>({count, 2}),
          make_tensor<Box>({count}),
          make_tensor<float>({count}),
          make_tensor<std::int32_t>({count}),
          {}};
}

}  // namespace

// [detections]
Detections<Host> detections(const BoxHeadOutput<Host>& head, const HostTensor<Box, 1>& proposals,
                            const BoxFrame& frame, const BoxHeadParams& params,
                            DetectionsTrace<Host>* trace) {
  check_lengths(head, proposals.size());
  DetectionsTrace<Host> t = make_trace(proposals.size(), head.class_logits.shape(1));
  make_candidates(head, proposals, frame, params, t);

  // non-maximum suppression inside each class, then the best of all classes
  const HostTensor<std::int32_t, 1> labels = xt::col(t.candidates, 1);
  const HostTensor<std::int32_t, 1> survivors = non_maximum_suppression(
      t.candidate_boxes, t.candidate_scores, labels, {.max_iou = params.nms_iou}, t.suppressed_by);
  const std::size_t kept =
      std::min(survivors.size(), static_cast<std::size_t>(params.detections_per_image));
  for (std::size_t i = kept; i < survivors.size(); ++i) {
    t.suppressed_by(survivors(i)) = kCutByLimit;
  }
  Detections<Host> result{make_tensor<Box>({kept}), make_tensor<float>({kept}),
                          make_tensor<std::int32_t>({kept})};
  t.proposals = make_tensor<std::int32_t>({kept});
  for (std::size_t i = 0; i < kept; ++i) {
    const std::int32_t row = survivors(i);
    result.boxes(i) = t.candidate_boxes(row);
    result.scores(i) = t.candidate_scores(row);
    result.labels(i) = t.candidates(row, 1);
    t.proposals(i) = t.candidates(row, 0);
  }
  if (trace != nullptr) {
    *trace = std::move(t);
  }
  return result;
}

// [/detections]

}  // namespace mrcnn
