#include "stages/program/evaluate/detection_story.hpp"

#include <algorithm>

#include "common/error.hpp"
#include "common/geometry/sort_key.hpp"
#include "common/types/feature_pyramid.hpp"

namespace mrcnn {
namespace {

using Integers = HostTensor<std::int32_t, 1>;

std::vector<std::size_t> rows_equal_to(const Integers& values, std::size_t wanted) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values(i) >= 0 && static_cast<std::size_t>(values(i)) == wanted) {
      rows.push_back(i);
    }
  }
  return rows;
}

/// From 0 among the candidates of the same level.
std::size_t rank_in_level(const ProposalsTrace<Host>& t, std::size_t candidate) {
  const auto key = [&](std::size_t row) {
    return sort_key(t.candidate_scores(row), static_cast<Index>(row));
  };
  std::size_t better = 0;
  for (std::size_t i = 0; i < t.candidate_levels.size(); ++i) {
    const bool same_level = t.candidate_levels(i) == t.candidate_levels(candidate);
    better += same_level && key(i) < key(candidate) ? 1 : 0;
  }
  return better;
}

std::optional<float> anchor_size(const Config& config, const std::optional<AnchorPlace>& place) {
  const std::vector<float>& sizes = config.proposals.anchor_sizes;
  const int index = place ? place->level - kLowestLevel : -1;
  return index >= 0 && static_cast<std::size_t>(index) < sizes.size()
             ? std::optional(sizes[static_cast<std::size_t>(index)])
             : std::nullopt;
}

/// None if the trace lacks an array, or for a row of zeros, which comes from no anchor.
std::optional<ProposalStory> explain_proposal(const TracedRun& run, std::size_t proposal) {
  const auto& state = run.state;
  for (const char* array : {"anchors", "objectness", "deltas", "candidate_anchors",
                            "candidate_scores", "candidate_levels", "suppressed_by", "kept"}) {
    if (!state.has(std::string("2_proposals/") + array)) {
      return std::nullopt;
    }
  }
  const ProposalsTrace<Host>& t = state.proposals_trace;
  if (t.kept(proposal) == -1) {
    return std::nullopt;
  }
  const std::size_t candidate =
      traced_row(run, "2_proposals/kept", proposal, t.kept(proposal), t.candidate_anchors.size());
  ProposalStory story;
  story.row = proposal;
  story.anchor = traced_row(run, "2_proposals/candidate_anchors", candidate,
                            t.candidate_anchors(candidate), state.rpn.anchors.size());
  story.place = anchor_place(run.trace, story.anchor);
  story.size = anchor_size(run.config, story.place);
  story.anchor_box = state.rpn.anchors(story.anchor);
  story.objectness_logit = state.rpn.objectness(story.anchor);
  story.deltas = delta_at(view(state.rpn.deltas), static_cast<Index>(story.anchor));
  story.rank = rank_in_level(t, candidate);
  story.suppressed = rows_equal_to(t.suppressed_by, candidate);
  return story;
}

std::vector<ClassProbability> top_classes(const HostTensor<float, 2>& probabilities,
                                          std::size_t proposal) {
  constexpr std::size_t kShown = 5;
  std::vector<std::uint64_t> keys;
  for (std::size_t k = 0; k < probabilities.shape(1); ++k) {
    keys.push_back(sort_key(probabilities(proposal, k), static_cast<Index>(k)));
  }
  std::sort(keys.begin(), keys.end());
  keys.resize(std::min(keys.size(), kShown));
  std::vector<ClassProbability> top;
  for (const std::uint64_t key : keys) {
    const auto k = static_cast<std::size_t>(sort_key_index(key));
    top.push_back({static_cast<std::int32_t>(k), probabilities(proposal, k)});
  }
  return top;
}

/// What stages 3 and 4 did with the proposal.
void explain_classification(const TracedRun& run, std::size_t proposal, DetectionStory& story) {
  const auto& state = run.state;
  const auto class_number = static_cast<std::size_t>(story.label);
  if (state.has("2_proposals/boxes")) {
    story.box_before = state.proposals.boxes(proposal);
  }
  if (state.has("3_roi_align/levels")) {
    story.roi_level = state.roi_align.levels(proposal);
  }
  if (state.has("4_box_head/class_probabilities")) {
    story.top_classes = top_classes(state.detections_trace.class_probabilities, proposal);
  }
  if (state.has("4_box_head/box_deltas")) {
    const std::size_t classes = state.head.box_deltas.shape(1) / 4;
    traced_row(run, "4_box_head/labels", story.row, story.label, classes);
    story.deltas = delta_at(view(state.head.box_deltas), static_cast<Index>(proposal),
                            4 * static_cast<Index>(class_number));
  }
  if (state.has("4_box_head/suppressed_by") && state.has("4_box_head/candidates")) {
    const auto& candidates = state.detections_trace.candidates;
    for (std::size_t i = 0; i < candidates.shape(0); ++i) {
      if (candidates(i, 0) == static_cast<std::int32_t>(proposal) &&
          candidates(i, 1) == story.label) {
        story.suppressed = rows_equal_to(state.detections_trace.suppressed_by, i);
      }
    }
  }
}

/// Which mask of stage 6 belongs to a detection: the number of kept ones before it. None if stage 5
/// rejected it.
std::optional<std::size_t> mask_row(const TracedRun& run, std::size_t detection) {
  const auto& keep = run.state.iou_filter.keep;
  if (!run.state.has("6_masks/masks") || !run.state.has("5_iou_filter/keep") ||
      keep(detection) == 0) {
    return std::nullopt;
  }
  const auto row = static_cast<std::size_t>(
      std::count_if(keep.begin(), keep.begin() + static_cast<std::ptrdiff_t>(detection),
                    [](std::uint8_t kept) { return kept != 0; }));
  return row < run.state.result.masks.shape(0) ? std::optional(row) : std::nullopt;
}

void explain_truth_and_mask(const TracedRun& run, DetectionStory& story) {
  const auto& state = run.state;
  if (state.has("5_iou_filter/best_truth") && state.has("5_iou_filter/best_iou") &&
      state.iou_filter.best_truth(story.row) >= 0) {
    story.truth = {static_cast<std::size_t>(state.iou_filter.best_truth(story.row)),
                   state.iou_filter.best_iou(story.row), std::nullopt};
    if (state.has("5_iou_filter/truth_labels") && story.truth->row < state.truth.labels.size()) {
      story.truth->label = state.truth.labels(story.truth->row);
    }
  }
  story.mask_row = mask_row(run, story.row);
  if (!story.mask_row) {
    return;
  }
  const auto& masks = state.result.masks;
  const std::size_t pixels = masks.shape(1) * masks.shape(2);
  const std::uint8_t* ours = masks.data() + *story.mask_row * pixels;
  story.mask_area = std::count_if(ours, ours + pixels, [](std::uint8_t p) { return p != 0; });
  if (!story.truth || !state.has("5_iou_filter/truth_masks")) {
    return;
  }
  const std::size_t object =
      traced_row(run, "5_iou_filter/best_truth", story.row, state.iou_filter.best_truth(story.row),
                 state.truth_masks.shape(0));
  const std::uint8_t* theirs = state.truth_masks.data() + object * pixels;
  std::int64_t both = 0, any = 0;
  for (std::size_t i = 0; i < pixels; ++i) {
    both += ours[i] != 0 && theirs[i] != 0 ? 1 : 0;
    any += ours[i] != 0 || theirs[i] != 0 ? 1 : 0;
  }
  story.mask_iou = any == 0 ? 0.0 : static_cast<double>(both) / static_cast<double>(any);
}

}  // namespace

std::vector<std::string> arrays_of_detection_story() {
  return {"2_proposals/anchors",
          "2_proposals/objectness",
          "2_proposals/deltas",
          "2_proposals/candidate_anchors",
          "2_proposals/candidate_scores",
          "2_proposals/candidate_levels",
          "2_proposals/suppressed_by",
          "2_proposals/kept",
          "2_proposals/boxes",
          "3_roi_align/levels",
          "4_box_head/boxes",
          "4_box_head/scores",
          "4_box_head/labels",
          "4_box_head/proposals",
          "4_box_head/box_deltas",
          "4_box_head/class_probabilities",
          "4_box_head/candidates",
          "4_box_head/suppressed_by",
          "5_iou_filter/best_truth",
          "5_iou_filter/best_iou",
          "5_iou_filter/keep",
          "5_iou_filter/truth_labels",
          "5_iou_filter/truth_masks",
          "6_masks/masks"};
}

DetectionStory explain_detection(const TracedRun& run, std::size_t row) {
  require_arrays(run, {"4_box_head/boxes", "4_box_head/scores", "4_box_head/labels"});
  const auto& state = run.state;
  if (row >= state.detections.boxes.size()) {
    throw UsageError(concat("why: row ", row, ", expected a row of 4_box_head/boxes, which has ",
                            state.detections.boxes.size()));
  }
  DetectionStory story;
  story.row = row;
  story.label = state.detections.labels(row);
  story.score = state.detections.scores(row);
  story.box = state.detections.boxes(row);
  if (state.has("4_box_head/proposals")) {
    const std::int32_t value = state.detections_trace.proposals(row);
    const std::size_t count =
        state.has("2_proposals/boxes") ? state.proposals.boxes.size() : std::size_t{INT32_MAX};
    const std::size_t proposal = traced_row(run, "4_box_head/proposals", row, value, count);
    story.proposal = explain_proposal(run, proposal);
    explain_classification(run, proposal, story);
  }
  explain_truth_and_mask(run, story);
  return story;
}

}  // namespace mrcnn
