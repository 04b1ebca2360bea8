#include "stages/program/compare/selection.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include "common/geometry/box.hpp"
#include "common/geometry/suppression.hpp"

#include "stages/2_proposals/proposals_conventions.hpp"

namespace mrcnn {
namespace {

using Integers = std::vector<std::int32_t>;

/// Fills in the candidates of a folder. False if they are missing or disagree in length.
bool load_candidates(const ComparedTrace& trace, const std::string& folder,
                     const std::string& boxes, Selection& selection) {
  auto candidates = trace.list<Box>(folder + boxes);
  auto scores = trace.list<float>(folder + "/candidate_scores");
  auto suppressed_by = trace.list<std::int32_t>(folder + "/suppressed_by");
  if (!candidates || !scores || scores->size() != candidates->size() ||
      selection.keys.size() != candidates->size() ||
      (suppressed_by && suppressed_by->size() != candidates->size())) {
    return false;
  }
  selection.boxes = std::move(*candidates);
  selection.scores = std::move(*scores);
  selection.suppressed_by = std::move(suppressed_by).value_or(Integers());
  return true;
}

std::optional<Selection> load_proposals(const ComparedTrace& trace, const ProposalsParams& params) {
  const auto levels = trace.list<std::int32_t>("2_proposals/candidate_levels");
  const auto anchors = trace.list<std::int32_t>("2_proposals/candidate_anchors");
  const auto kept = trace.list<std::int32_t>("2_proposals/kept");
  if (!levels || !anchors || !kept || levels->size() != anchors->size()) {
    return std::nullopt;
  }
  Selection selection;
  selection.max_iou = params.nms_iou;
  selection.limit = static_cast<std::size_t>(params.post_nms_top_n);
  selection.keys.assign(anchors->begin(), anchors->end());
  for (const std::int32_t level : *levels) {
    selection.groups.push_back(group_of(level, params.conventions.nms_scope));
  }
  const auto zeros = std::find(kept->begin(), kept->end(), -1);
  selection.kept.assign(kept->begin(), zeros);
  selection.zero_rows = static_cast<std::size_t>(kept->end() - zeros);
  const bool fits = load_candidates(trace, "2_proposals", "/candidates", selection) &&
                    std::all_of(zeros, kept->end(), [](std::int32_t row) { return row == -1; }) &&
                    std::all_of(selection.kept.begin(), selection.kept.end(),
                                [&](std::size_t row) { return row < selection.boxes.size(); });
  return fits ? std::optional(std::move(selection)) : std::nullopt;
}

std::int64_t key_of(std::int32_t proposal, std::int32_t label) {
  return std::int64_t{proposal} * (std::int64_t{1} << 32U) + label;
}

std::optional<Selection> load_detections(const ComparedTrace& trace,
                                         const DetectionsParams& params) {
  const auto candidates = trace.list<std::array<std::int32_t, 2>>("4_box_head/candidates");
  const auto proposals = trace.list<std::int32_t>("4_box_head/proposals");
  const auto labels = trace.list<std::int32_t>("4_box_head/labels");
  if (!candidates || !proposals || !labels || proposals->size() != labels->size()) {
    return std::nullopt;
  }
  Selection selection;
  selection.max_iou = params.nms_iou;
  selection.min_score = params.score_threshold;
  selection.limit = static_cast<std::size_t>(params.detections_per_image);
  std::unordered_map<std::int64_t, std::size_t> row_of_key;
  for (const auto& [proposal, label] : *candidates) {
    row_of_key.emplace(key_of(proposal, label), selection.keys.size());
    selection.keys.push_back(key_of(proposal, label));
    selection.groups.push_back(label);
  }
  for (std::size_t i = 0; i < labels->size(); ++i) {
    const auto row = row_of_key.find(key_of((*proposals)[i], (*labels)[i]));
    if (row == row_of_key.end()) {
      return std::nullopt;
    }
    selection.kept.push_back(row->second);
  }
  return load_candidates(trace, "4_box_head", "/candidate_boxes", selection)
             ? std::optional(std::move(selection))
             : std::nullopt;
}

}  // namespace

std::optional<Selection> load_selection(const ComparedTrace& trace, const std::string& folder,
                                        const Config& config) {
  return folder == "2_proposals" ? load_proposals(trace, config.proposals)
                                 : load_detections(trace, config.detections);
}

SelectionCheck::SelectionCheck(const Selection& selection)
    : selection_(selection), is_kept_(selection.boxes.size()), survives_(selection.boxes.size()) {
  for (const std::size_t row : selection.kept) {
    is_kept_[row] = true;
  }
  for (std::size_t row = 0; row < survives_.size(); ++row) {
    survives_[row] = is_kept_[row] || (!selection.suppressed_by.empty() &&
                                       selection.suppressed_by[row] == kCutByLimit);
    if (survives_[row]) {
      survivors_.push_back(row);
    }
  }
}

bool SelectionCheck::is_justified(std::size_t row) const {
  const double score = selection_.scores[row];
  if (is_kept_[row]) {
    return score > selection_.min_score - kScoreGap && !must_be_suppressed(row, score + kScoreGap);
  }
  if (selection_.suppressed_by.empty()) {  // why it was dropped is not recorded: any reason will do
    return score <= selection_.min_score + kScoreGap || could_be_cut(row) ||
           std::any_of(survivors_.begin(), survivors_.end(),
                       [&](std::size_t survivor) { return could_suppress(survivor, row); });
  }
  const std::int32_t reason = selection_.suppressed_by[row];
  if (reason == kBelowScore) {
    return score <= selection_.min_score + kScoreGap;
  }
  if (reason == kCutByLimit) {
    return could_be_cut(row);
  }
  if (reason < 0 || static_cast<std::size_t>(reason) >= survives_.size()) {
    return false;
  }
  // The suppressor must be the best one.
  const auto suppressor = static_cast<std::size_t>(reason);
  return survives_[suppressor] && could_suppress(suppressor, row) &&
         !must_be_suppressed(row, double{selection_.scores[suppressor]} + kScoreGap);
}

bool SelectionCheck::suppresses(std::size_t survivor, std::size_t row, double gap) const {
  return survivor != row && selection_.groups[survivor] == selection_.groups[row] &&
         double{iou(selection_.boxes[survivor], selection_.boxes[row])} > selection_.max_iou + gap;
}

bool SelectionCheck::could_suppress(std::size_t survivor, std::size_t row) const {
  return double{selection_.scores[survivor]} >= double{selection_.scores[row]} - kScoreGap &&
         suppresses(survivor, row, -kIouGap);
}

/// Whether a survivor with a score above `above_score` suppresses the row beyond any tolerance.
bool SelectionCheck::must_be_suppressed(std::size_t row, double above_score) const {
  return std::any_of(survivors_.begin(), survivors_.end(), [&](std::size_t survivor) {
    return double{selection_.scores[survivor]} > above_score && suppresses(survivor, row, kIouGap);
  });
}

bool SelectionCheck::could_be_cut(std::size_t row) const {
  if (selection_.kept.empty() || selection_.kept.size() < selection_.limit) {
    return false;
  }
  const double score = selection_.scores[row];
  const double last = selection_.scores[selection_.kept.back()];
  return score <= last + kScoreGap && !must_be_suppressed(row, score + kScoreGap);
}

}  // namespace mrcnn
