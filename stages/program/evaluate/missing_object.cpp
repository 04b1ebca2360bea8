#include "stages/program/evaluate/missing_object.hpp"

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
