#include "common/error.hpp"
#include "common/geometry/suppression.hpp"

#include "stages/program/evaluate/examination.hpp"

namespace mrcnn {

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
  const Rows kept =
      select({.folder = "4_box_head",
              .boxes = t.candidate_boxes,
              .scores = t.candidate_scores,
              .verdicts = t.suppressed_by,
              .not_taken = {kTooSmall},
              .limit = static_cast<std::size_t>(run_.config.detections.detections_per_image),
              .deaths = {Death::detections_size, Death::detections_nms, Death::detections_limit}},
             pairs);
  if (died()) {
    result_.detail->proposal = static_cast<std::size_t>(t.candidates(result_.detail->row, 0));
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

}  // namespace mrcnn
