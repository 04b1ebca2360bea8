#include "common/error.hpp"
#include "common/geometry/suppression.hpp"

#include "stages/pipeline/box_frames.hpp"
#include "stages/program/evaluate/examination.hpp"

namespace mrcnn {

Rows Examination::living_candidates() {
  const RpnOutput<Host>& rpn = state_.rpn;
  const ProposalsParams& params = run_.config.proposals;
  const Box area = proposals_frame(state_.input.resized, run_.config).image;
  std::vector<bool> alive(rpn.anchors.size());
  std::vector<float> ious(rpn.anchors.size());
  for (std::size_t a = 0; a < alive.size(); ++a) {
    const Box box =
        clip_box(decode(rpn.anchors(a), delta_at(view(rpn.deltas), static_cast<Index>(a)),
                        params.coder_weights, log_scale_limit(params.conventions.max_log_scale)),
                 area);
    ious[a] = overlap(box);
    alive[a] = ious[a] >= kAliveIou;
  }
  if (ious.empty()) {
    throw InputError(run_.trace.path_of("2_proposals/anchors").string() + ": holds no anchors");
  }
  const auto best =
      static_cast<std::size_t>(std::max_element(ious.begin(), ious.end()) - ious.begin());
  result_.best_anchor = {best, anchor_place(run_.trace, best), ious[best]};
  if (all_dead(static_cast<std::size_t>(std::count(alive.begin(), alive.end(), true)))) {
    die(Death::anchors, "2_proposals/anchors", best, ious[best]);
    return {};
  }

  const Integers& candidate_anchors = state_.proposals_trace.candidate_anchors;
  Rows candidates;
  for (std::size_t c = 0; c < candidate_anchors.size(); ++c) {
    if (alive[traced_row(run_, "2_proposals/candidate_anchors", c, candidate_anchors(c),
                         alive.size())]) {
      candidates.push_back(c);
    }
  }
  if (all_dead(candidates.size())) {
    LostMember& lost = die(Death::top_k, "2_proposals/anchors", best, ious[best]);
    const bool by_level = params.conventions.pre_nms_scope == Scope::level;
    lost.score = rpn.objectness(best);
    lost.rank = rank_of(rpn.objectness, best, [&](std::size_t a) {
      return !by_level || rpn.anchor_levels(a) == rpn.anchor_levels(best);
    });
    lost.limit = static_cast<std::size_t>(params.pre_nms_top_n);
  }
  return candidates;
}

Rows Examination::living_proposals(const Rows& candidates) {
  const ProposalsTrace<Host>& t = state_.proposals_trace;
  const auto lose = [&](Death death, const Rows& rows) -> LostMember& {
    const std::size_t row = best_of(rows, [&](std::size_t c) { return t.candidates(c); });
    LostMember& lost = die(death, "2_proposals/candidates", row, overlap(t.candidates(row)));
    lost.score = t.candidate_scores(row);
    return lost;
  };
  const Rows large = without(candidates, t.suppressed_by, {kTooSmall, kBelowScore});
  if (all_dead(large.size())) {
    lose(Death::proposals_size, candidates);
    return {};
  }
  const Rows unsuppressed = survivors(large, t.suppressed_by);
  if (all_dead(unsuppressed.size())) {
    LostMember& lost = lose(Death::proposals_nms, large);
    lost.suppressor = traced_row(run_, "2_proposals/suppressed_by", lost.row,
                                 t.suppressed_by(lost.row), t.candidates.size());
    lost.suppressor_iou = iou(t.candidates(lost.row), t.candidates(*lost.suppressor));
    return {};
  }
  const Rows kept = without(unsuppressed, t.suppressed_by, {kCutByLimit});
  if (all_dead(kept.size())) {
    LostMember& lost = lose(Death::proposals_limit, unsuppressed);
    lost.rank = rank_of(t.candidate_scores, lost.row, [&](std::size_t c) {
      return t.suppressed_by(c) == kKept || t.suppressed_by(c) == kCutByLimit;
    });
    lost.limit = static_cast<std::size_t>(run_.config.proposals.post_nms_top_n);
    return {};
  }
  Rows proposals;
  for (std::size_t p = 0; p < t.kept.size(); ++p) {
    if (t.kept(p) >= 0 &&
        std::binary_search(kept.begin(), kept.end(), static_cast<std::size_t>(t.kept(p)))) {
      proposals.push_back(p);
    }
  }
  if (proposals.empty()) {
    throw InputError(concat(run_.trace.path_of("2_proposals/kept").string(),
                            ": does not list candidate ", kept.front(),
                            ", which is marked as kept"));
  }
  return proposals;
}

}  // namespace mrcnn
