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
  selection.survivors = selection.kept;
  for (std::size_t row = 0; row < selection.suppressed_by.size(); ++row) {
    if (selection.suppressed_by[row] == kCutByLimit) {
      selection.survivors.push_back(row);
    }
  }
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

bool contains(const std::vector<std::size_t>& rows, std::size_t row) {
  return std::find(rows.begin(), rows.end(), row) != rows.end();
}

bool suppresses(const Selection& selection, std::size_t survivor, std::size_t row, double gap) {
  return survivor != row && selection.groups[survivor] == selection.groups[row] &&
         double{iou(selection.boxes[survivor], selection.boxes[row])} > selection.max_iou + gap;
}

bool could_suppress(const Selection& selection, std::size_t survivor, std::size_t row) {
  return double{selection.scores[survivor]} >= double{selection.scores[row]} - kScoreGap &&
         suppresses(selection, survivor, row, -kIouGap);
}

/// Whether a survivor with a score above `above_score` suppresses the row beyond any tolerance.
bool must_be_suppressed(const Selection& selection, std::size_t row, double above_score) {
  return std::any_of(selection.survivors.begin(), selection.survivors.end(),
                     [&](std::size_t survivor) {
                       return double{selection.scores[survivor]} > above_score &&
                              suppresses(selection, survivor, row, kIouGap);
                     });
}

bool could_be_cut(const Selection& selection, std::size_t row) {
  if (selection.kept.empty() || selection.kept.size() < selection.limit) {
    return false;
  }
  const double score = selection.scores[row];
  const double last = selection.scores[selection.kept.back()];
  return score <= last + kScoreGap && !must_be_suppressed(selection, row, score + kScoreGap);
}

}  // namespace

std::optional<Selection> load_selection(const ComparedTrace& trace, const std::string& folder,
                                        const Config& config) {
  return folder == "2_proposals" ? load_proposals(trace, config.proposals)
                                 : load_detections(trace, config.detections);
}

bool is_justified(const Selection& selection, std::size_t row) {
  const double score = selection.scores[row];
  if (contains(selection.kept, row)) {
    return score > selection.min_score - kScoreGap &&
           !must_be_suppressed(selection, row, score + kScoreGap);
  }
  const auto& survivors = selection.survivors;
  if (selection.suppressed_by.empty()) {  // why it was dropped is not recorded: any reason will do
    return score <= selection.min_score + kScoreGap || could_be_cut(selection, row) ||
           std::any_of(survivors.begin(), survivors.end(), [&](std::size_t survivor) {
             return could_suppress(selection, survivor, row);
           });
  }
  const std::int32_t reason = selection.suppressed_by[row];
  if (reason == kBelowScore) {
    return score <= selection.min_score + kScoreGap;
  }
  if (reason == kCutByLimit) {
    return could_be_cut(selection, row);
  }
  // The suppressor must be the best one.
  const auto suppressor = static_cast<std::size_t>(reason);
  return reason >= 0 && contains(survivors, suppressor) &&
         could_suppress(selection, suppressor, row) &&
         !must_be_suppressed(selection, row, double{selection.scores[suppressor]} + kScoreGap);
}

}  // namespace mrcnn
