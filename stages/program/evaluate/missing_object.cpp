#include "stages/program/evaluate/missing_object.hpp"

#include <algorithm>
#include <array>

#include "common/error.hpp"
#include "common/geometry/box.hpp"
#include "common/geometry/sort_key.hpp"
#include "common/geometry/suppression.hpp"

#include "stages/pipeline/box_frames.hpp"

namespace mrcnn {
namespace {

using Rows = std::vector<std::size_t>;
using Integers = HostTensor<std::int32_t, 1>;

/// The steps of a run seen from one object. Each narrows the living rows; the first that leaves
/// none names the death and describes what it lost.
class Examination {
 public:
  Examination(const TracedRun& run, const Target& target) : run_(run), state_(run.state) {
    result_.target = target;
    for (const char* name :
         {"anchors", "candidates", "proposals_size", "proposals_nms", "proposals", "boxes",
          "scores", "detections_size", "detections_nms", "detections", "kept"}) {
      result_.sets.push_back({name, 0});
    }
  }

  MissingObject examine() {
    Rows candidates = living_candidates();
    Rows proposals = died() ? Rows{} : living_proposals(candidates);
    Rows pairs = died() ? Rows{} : living_pairs(proposals);
    Rows detections = died() ? Rows{} : living_detections(pairs);
    if (!died()) {
      examine_filter(detections);
    }
    return result_;
  }

 private:
  [[nodiscard]] bool died() const { return result_.detail.has_value(); }

  [[nodiscard]] float overlap(const Box& box) const { return iou(box, result_.target.box); }

  [[nodiscard]] bool is_alive(const Box& box) const { return overlap(box) >= kAliveIou; }

  /// Records how many are left; returns whether none is.
  bool all_dead(std::size_t count) {
    result_.sets[next_set_++].count = count;
    return count == 0;
  }

  LostMember& die(Death death, const std::string& array, std::size_t row, float iou_with_target) {
    result_.died_at = death;
    LostMember& lost = result_.detail.emplace();
    lost.array = array;
    lost.row = row;
    lost.iou = iou_with_target;
    return lost;
  }

  /// The row of the largest IoU, the first of equals.
  template <class BoxOfRow>
  std::size_t best_of(const Rows& rows, const BoxOfRow& box_of) const {
    return *std::max_element(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
      return overlap(box_of(a)) < overlap(box_of(b));
    });
  }

  Rows living_candidates();
  Rows living_proposals(const Rows& candidates);
  Rows living_pairs(const Rows& proposals);
  Rows living_detections(const Rows& pairs);
  void examine_filter(const Rows& detections);
  void die_by_score(const Rows& pairs);

  const TracedRun& run_;
  const PipelineState<Host>& state_;
  MissingObject result_;
  std::size_t next_set_ = 0;
};

/// Rows whose verdict is not one of those.
Rows without(const Rows& rows, const Integers& verdicts, std::initializer_list<int> lost) {
  Rows left;
  for (const std::size_t row : rows) {
    if (std::find(lost.begin(), lost.end(), verdicts(row)) == lost.end()) {
      left.push_back(row);
    }
  }
  return left;
}

Rows survivors(const Rows& rows, const Integers& verdicts) {
  Rows left;
  for (const std::size_t row : rows) {
    if (verdicts(row) == kKept || verdicts(row) == kCutByLimit) {
      left.push_back(row);
    }
  }
  return left;
}

/// From 0, among the rows that pass `counts`.
template <class Scores, class Counts>
std::size_t rank_of(const Scores& scores, std::size_t row, const Counts& counts) {
  std::size_t better = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    better += counts(i) && sort_key(scores(i), static_cast<Index>(i)) <
                               sort_key(scores(row), static_cast<Index>(row))
                  ? 1
                  : 0;
  }
  return better;
}

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

Rows Examination::living_pairs(const Rows& proposals) {
  const DetectionsTrace<Host>& t = state_.detections_trace;
  Rows pairs_of_class;
  for (std::size_t i = 0; i < t.candidates.shape(0); ++i) {
    const std::int32_t proposal = t.candidates(i, 0);
    if (t.candidates(i, 1) == result_.target.label && proposal >= 0 &&
        std::binary_search(proposals.begin(), proposals.end(),
                           static_cast<std::size_t>(proposal))) {
      pairs_of_class.push_back(i);
    }
  }
  Rows pairs;
  std::copy_if(pairs_of_class.begin(), pairs_of_class.end(), std::back_inserter(pairs),
               [&](std::size_t i) { return is_alive(t.candidate_boxes(i)); });
  if (all_dead(pairs.size())) {
    if (pairs_of_class.empty()) {
      throw InputError(concat(run_.trace.path_of("4_box_head/candidates").string(),
                              ": has no row for proposal ", proposals.front(), " and this class"));
    }
    const std::size_t row =
        best_of(pairs_of_class, [&](std::size_t i) { return t.candidate_boxes(i); });
    LostMember& lost =
        die(Death::box, "4_box_head/candidates", row, overlap(t.candidate_boxes(row)));
    lost.proposal = static_cast<std::size_t>(t.candidates(row, 0));
    lost.score = t.candidate_scores(row);
    return {};
  }
  const Rows scored = without(pairs, t.suppressed_by, {kBelowScore, kNotBestClass});
  if (all_dead(scored.size())) {
    die_by_score(pairs);
  }
  return scored;
}

/// The pair with the highest score tells whether its proposal was taken for another class.
void Examination::die_by_score(const Rows& pairs) {
  const DetectionsTrace<Host>& t = state_.detections_trace;
  const std::size_t row = *std::max_element(pairs.begin(), pairs.end(), [&](auto a, auto b) {
    return t.candidate_scores(a) < t.candidate_scores(b);
  });
  LostMember& lost =
      die(Death::score, "4_box_head/candidates", row, overlap(t.candidate_boxes(row)));
  lost.proposal = static_cast<std::size_t>(t.candidates(row, 0));
  lost.score = t.candidate_scores(row);
  lost.threshold = run_.config.detections.score_threshold;
  for (std::size_t i = 0; i < t.candidates.shape(0); ++i) {
    const bool passed = t.suppressed_by(i) != kBelowScore && t.suppressed_by(i) != kNotBestClass;
    if (t.candidates(i, 0) == t.candidates(row, 0) && passed &&
        (!lost.other_score || t.candidate_scores(i) > *lost.other_score)) {
      result_.died_at = Death::class_;
      lost.other_label = t.candidates(i, 1);
      lost.other_score = t.candidate_scores(i);
    }
  }
}

Rows Examination::living_detections(const Rows& pairs) {
  const DetectionsTrace<Host>& t = state_.detections_trace;
  const auto lose = [&](Death death, const Rows& rows) -> LostMember& {
    const std::size_t row = best_of(rows, [&](std::size_t i) { return t.candidate_boxes(i); });
    LostMember& lost = die(death, "4_box_head/candidates", row, overlap(t.candidate_boxes(row)));
    lost.proposal = static_cast<std::size_t>(t.candidates(row, 0));
    lost.score = t.candidate_scores(row);
    return lost;
  };
  const Rows large = without(pairs, t.suppressed_by, {kTooSmall});
  if (all_dead(large.size())) {
    lose(Death::detections_size, pairs);
    return {};
  }
  const Rows unsuppressed = survivors(large, t.suppressed_by);
  if (all_dead(unsuppressed.size())) {
    LostMember& lost = lose(Death::detections_nms, large);
    lost.suppressor = traced_row(run_, "4_box_head/suppressed_by", lost.row,
                                 t.suppressed_by(lost.row), t.candidate_boxes.size());
    lost.suppressor_iou = iou(t.candidate_boxes(lost.row), t.candidate_boxes(*lost.suppressor));
    return {};
  }
  const Rows kept = without(unsuppressed, t.suppressed_by, {kCutByLimit});
  if (all_dead(kept.size())) {
    LostMember& lost = lose(Death::detections_limit, unsuppressed);
    lost.rank = rank_of(t.candidate_scores, lost.row, [&](std::size_t i) {
      return t.suppressed_by(i) == kKept || t.suppressed_by(i) == kCutByLimit;
    });
    lost.limit = static_cast<std::size_t>(run_.config.detections.detections_per_image);
    return {};
  }
  Rows detections;
  for (std::size_t d = 0; d < state_.detections.labels.size(); ++d) {
    const bool is_kept = std::any_of(kept.begin(), kept.end(), [&](std::size_t i) {
      return t.proposals(d) == t.candidates(i, 0) &&
             state_.detections.labels(d) == t.candidates(i, 1);
    });
    if (is_kept) {
      detections.push_back(d);
    }
  }
  if (detections.empty()) {
    throw InputError(concat(run_.trace.path_of("4_box_head/proposals").string(),
                            ": does not list candidate ", kept.front(),
                            ", which is marked as kept"));
  }
  return detections;
}

void Examination::examine_filter(const Rows& detections) {
  const auto box_of = [&](std::size_t d) { return state_.detections.boxes(d); };
  Rows kept;
  std::copy_if(detections.begin(), detections.end(), std::back_inserter(kept), [&](std::size_t d) {
    return !state_.has("5_iou_filter/keep") || state_.iou_filter.keep(d) != 0;
  });
  const bool rejected = all_dead(kept.size());
  const std::size_t row = best_of(rejected ? detections : kept, box_of);
  LostMember& member = die(rejected ? Death::iou_filter : Death::found, "4_box_head/boxes", row,
                           overlap(box_of(row)));
  member.score = state_.detections.scores(row);
}

}  // namespace

std::vector<std::string> arrays_of_missing_object() {
  return {"0_image/resized_size",
          "2_proposals/anchors",
          "2_proposals/anchor_levels",
          "2_proposals/objectness",
          "2_proposals/deltas",
          "2_proposals/candidates",
          "2_proposals/candidate_anchors",
          "2_proposals/candidate_scores",
          "2_proposals/suppressed_by",
          "2_proposals/kept",
          "4_box_head/candidates",
          "4_box_head/candidate_boxes",
          "4_box_head/candidate_scores",
          "4_box_head/suppressed_by",
          "4_box_head/boxes",
          "4_box_head/scores",
          "4_box_head/labels",
          "4_box_head/proposals"};
}

MissingObject explain_missing(const TracedRun& run, const Target& target) {
  require_arrays(run, arrays_of_missing_object());
  return Examination(run, target).examine();
}

}  // namespace mrcnn
