#pragma once
#include "common/geometry/box.hpp"
#include "common/geometry/suppression.hpp"

#include "stages/2_proposals/proposals.hpp"

namespace mrcnn {

/// How an anchor becomes a candidate. Small enough to be an argument of every kernel launch.
struct ProposalSettings {
  Box area;  // boxes are clipped to it
  CoderWeights coder_weights;
  float max_log_scale;
  float min_size;
  Scope nms_scope;
};

inline ProposalSettings proposal_settings(const Box& area, const ProposalsParams& params) {
  return {area, params.coder_weights, log_scale_limit(params.conventions.max_log_scale),
          params.min_size, params.conventions.nms_scope};
}

/// Why a candidate takes no part in NMS (its score is NaN, or a side is too short), or kKept.
MRCNN_HD inline std::int32_t proposal_verdict(const Box& box, float score, float min_size) {
  if (!(score >= 0.0F)) {
    return kBelowScore;
  }
  return is_large_enough(box, min_size) ? kKept : kTooSmall;
}

// [candidate]
/// Writes row i of the trace: anchor `a` decoded, clipped and checked. Candidates with the same
/// number in `groups` may suppress each other.
MRCNN_HD inline void make_candidate(Index i, std::int32_t a, const RpnOutput<ConstViews>& rpn,
                                    const ProposalSettings& settings,
                                    const ProposalsTrace<Views>& t,
                                    const View<std::int32_t, 1>& groups) {
  // decode the deltas (Faster R-CNN, eq. 2), clip at the image border
  const BoxDelta delta{rpn.deltas(a, 0), rpn.deltas(a, 1), rpn.deltas(a, 2), rpn.deltas(a, 3)};
  const Box box = clip_box(
      decode(rpn.anchors(a), delta, settings.coder_weights, settings.max_log_scale), settings.area);
  const float score = exact_sigmoid(rpn.objectness(a));
  t.candidates(i) = box;
  t.candidate_anchors(i) = a;
  t.candidate_scores(i) = score;
  t.candidate_levels(i) = rpn.anchor_levels(a);
  t.suppressed_by(i) = proposal_verdict(box, score, settings.min_size);
  groups(i) = group_of(rpn.anchor_levels(a), settings.nms_scope);
}

// [/candidate]

template <class Place>
RpnOutput<ConstViews> views(const RpnOutput<Place>& rpn) {
  return {view(rpn.anchors), view(rpn.anchor_levels), view(rpn.objectness), view(rpn.deltas)};
}

template <class Place>
ProposalsTrace<Views> views(ProposalsTrace<Place>& t) {
  return {view(t.candidates),       view(t.candidate_anchors), view(t.candidate_scores),
          view(t.candidate_levels), view(t.suppressed_by),     view(t.kept)};
}

}  // namespace mrcnn
