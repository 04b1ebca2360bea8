#include <algorithm>

#include "common/geometry/exact_math.hpp"
#include "common/geometry/nms.hpp"

#include "stages/4_box_head/box_head.hpp"
#include "stages/4_box_head/box_head_checks.hpp"
#include "stages/4_box_head/detections_math.hpp"

namespace mrcnn {
namespace {

// [candidates]
/// Softmax, then one candidate for every proposal and every class but background.
void make_candidates(const BoxHeadOutput<Host>& head, const CandidateSettings& settings,
                     const CandidateViews& candidates, HostTensor<float, 2>& probabilities) {
  for (std::size_t r = 0; r < probabilities.shape(0); ++r) {
    exact_softmax(view(head.class_logits)[r], view(probabilities)[r]);
    for (std::size_t k = 1; k < probabilities.shape(1); ++k) {
      make_candidate(candidates, r, k, settings);
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
                            const BoxFrame& frame, const DetectionsParams& params,
                            DetectionsTrace<Host>* trace) {
  check_lengths(head, proposals.size());
  DetectionsTrace<Host> t = make_trace(proposals.size(), head.class_logits.shape(1));
  auto labels = make_tensor<std::int32_t>({t.candidate_boxes.size()});
  const CandidateViews candidates = candidate_views(head, proposals, t, labels);
  make_candidates(head, candidate_settings(frame, params), candidates, t.class_probabilities);
  if (params.conventions.candidates == CandidateRule::best_class) {
    for (std::size_t r = 0; r < proposals.size(); ++r) {
      keep_best_class(candidates.probabilities, r, candidates.suppressed_by);
    }
  }

  // non-maximum suppression inside each class, then the best of all classes
  const HostTensor<std::int32_t, 1> survivors = non_maximum_suppression(
      t.candidate_boxes, t.candidate_scores, labels, {.max_iou = params.nms_iou}, t.suppressed_by);
  const std::size_t kept = std::min<std::size_t>(survivors.size(), params.detections_per_image);
  Detections<Host> result{make_tensor<Box>({kept}), make_tensor<float>({kept}),
                          make_tensor<std::int32_t>({kept})};
  t.proposals = make_tensor<std::int32_t>({kept});
  for (std::size_t i = 0; i < survivors.size(); ++i) {
    if (i < kept) {
      take_candidate(candidates, survivors(i), detection_views(result, t), i);
    } else {
      t.suppressed_by(survivors(i)) = kCutByLimit;
    }
  }
  if (trace != nullptr) {
    *trace = std::move(t);
  }
  return result;
}

// [/detections]

}  // namespace mrcnn
