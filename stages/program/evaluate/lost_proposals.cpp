#include "common/error.hpp"
#include "common/geometry/suppression.hpp"

#include "stages/pipeline/box_frames.hpp"
#include "stages/program/evaluate/decoded_anchor.hpp"
#include "stages/program/evaluate/examination.hpp"

namespace mrcnn {

Rows Examination::living_candidates() {
  const RpnOutput<Host>& rpn = state_.rpn;
  const ProposalsParams& params = run_.config.proposals;
  const Box area = proposals_frame(state_.input.resized, run_.config).image;
  std::vector<bool> alive(rpn.anchors.size());
  std::vector<float> ious(rpn.anchors.size());
  for (std::size_t a = 0; a < alive.size(); ++a) {
    ious[a] = overlap(decoded_anchor(rpn, a, params, area));
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
  const Rows kept =
      select({.folder = "2_proposals",
              .boxes = t.candidates,
              .scores = t.candidate_scores,
              .verdicts = t.suppressed_by,
              .not_taken = {kTooSmall, kBelowScore},
              .limit = static_cast<std::size_t>(run_.config.proposals.post_nms_top_n),
              .deaths = {Death::proposals_size, Death::proposals_nms, Death::proposals_limit}},
             candidates);
  if (died()) {
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
