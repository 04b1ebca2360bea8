#include "stages/program/evaluate/missing_object.hpp"

#include <iterator>

#include "common/geometry/suppression.hpp"

#include "stages/program/evaluate/examination.hpp"

namespace mrcnn {

Examination::Examination(const TracedRun& run, const Target& target)
    : run_(run), state_(run.state) {
  result_.target = target;
  for (const char* name :
       {"anchors", "candidates", "proposals_size", "proposals_nms", "proposals", "boxes", "scores",
        "detections_size", "detections_nms", "detections", "kept"}) {
    result_.sets.push_back({name, 0});
  }
}

MissingObject Examination::examine() {
  Rows candidates = living_candidates();
  Rows proposals = died() ? Rows{} : living_proposals(candidates);
  Rows pairs = died() ? Rows{} : living_pairs(proposals);
  Rows detections = died() ? Rows{} : living_detections(pairs);
  if (!died()) {
    examine_filter(detections);
  }
  return result_;
}

Rows Examination::select(const Selection& s, const Rows& candidates) {
  const auto lose = [&](Death death, const Rows& rows) -> LostMember& {
    const std::size_t row = best_of(rows, [&](std::size_t i) { return s.boxes(i); });
    LostMember& lost = die(death, s.folder + "/candidates", row, overlap(s.boxes(row)));
    lost.score = s.scores(row);
    return lost;
  };
  const auto survives = [&](std::size_t row) {
    return s.verdicts(row) == kKept || s.verdicts(row) == kCutByLimit;
  };
  const Rows taken = without(candidates, s.verdicts, s.not_taken);
  if (all_dead(taken.size())) {
    lose(s.deaths[0], candidates);
    return {};
  }
  Rows unsuppressed;
  std::copy_if(taken.begin(), taken.end(), std::back_inserter(unsuppressed), survives);
  if (all_dead(unsuppressed.size())) {
    LostMember& lost = lose(s.deaths[1], taken);
    lost.suppressor = traced_row(run_, s.folder + "/suppressed_by", lost.row, s.verdicts(lost.row),
                                 s.boxes.size());
    lost.suppressor_iou = iou(s.boxes(lost.row), s.boxes(*lost.suppressor));
    return {};
  }
  Rows kept = without(unsuppressed, s.verdicts, {kCutByLimit});
  if (all_dead(kept.size())) {
    LostMember& lost = lose(s.deaths[2], unsuppressed);
    lost.rank = rank_of(s.scores, lost.row, survives);
    lost.limit = s.limit;
  }
  return kept;
}

Rows without(const Rows& rows, const Integers& verdicts, const std::vector<int>& lost) {
  Rows left;
  for (const std::size_t row : rows) {
    if (std::find(lost.begin(), lost.end(), verdicts(row)) == lost.end()) {
      left.push_back(row);
    }
  }
  return left;
}

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
