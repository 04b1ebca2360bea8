#include "stages/program/compare/load_selection.hpp"

#include <cstring>
#include <unordered_map>
#include <utility>

#include "common/trace/array_values.hpp"

namespace mrcnn {
namespace {

template <class T>
std::vector<T> copied(const Array& array) {
  const auto values = values_of<T>(array);
  return {values.begin(), values.end()};
}

std::vector<Box> boxes_of(const Array& array) {
  std::vector<Box> boxes(array.shape[0]);
  const auto values = values_of<float>(array);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    boxes[i] = {values[4 * i], values[4 * i + 1], values[4 * i + 2], values[4 * i + 3]};
  }
  return boxes;
}

std::int64_t key_of(std::int32_t proposal, std::int32_t label) {
  return std::int64_t{proposal} * (std::int64_t{1} << 32U) + label;
}

bool all_lengths_agree(const Selection& selection) {
  const std::size_t rows = selection.boxes.size();
  return selection.scores.size() == rows && selection.groups.size() == rows &&
         selection.keys.size() == rows &&
         (selection.suppressed_by.empty() || selection.suppressed_by.size() == rows);
}

/// Adds what both lists have: boxes, scores and, if there, suppressed_by.
bool load_candidates(const ComparedTrace& trace, const std::string& boxes,
                     const std::string& folder, Selection& selection) {
  const auto candidates = trace.list(boxes, DType::f32, 4);
  const auto scores = trace.list(folder + "/candidate_scores", DType::f32, 0);
  const auto suppressed_by = trace.list(folder + "/suppressed_by", DType::i32, 0);
  if (!candidates || !scores) {
    return false;
  }
  selection.boxes = boxes_of(*candidates);
  selection.scores = copied<float>(*scores);
  if (suppressed_by) {
    selection.suppressed_by = copied<std::int32_t>(*suppressed_by);
  }
  return true;
}

/// Rows of candidates, then -1 for every row of zeros.
bool load_kept(std::span<const std::int32_t> rows, Selection& selection) {
  for (const std::int32_t row : rows) {
    if (row == -1) {
      ++selection.zero_rows;
    } else if (row < 0 || selection.zero_rows > 0 ||
               static_cast<std::size_t>(row) >= selection.boxes.size()) {
      return false;
    } else {
      selection.kept.push_back(static_cast<std::size_t>(row));
    }
  }
  return true;
}

bool load_proposals(const ComparedTrace& trace, bool levels_are_groups, Selection& selection) {
  const auto levels = trace.list("2_proposals/candidate_levels", DType::i32, 0);
  const auto anchors = trace.list("2_proposals/candidate_anchors", DType::i32, 0);
  const auto kept = trace.list("2_proposals/kept", DType::i32, 0);
  if (!levels || !anchors || !kept ||
      !load_candidates(trace, "2_proposals/candidates", "2_proposals", selection)) {
    return false;
  }
  selection.groups = levels_are_groups ? copied<std::int32_t>(*levels)
                                       : std::vector<std::int32_t>(levels->shape[0], 0);
  const auto keys = values_of<std::int32_t>(*anchors);
  selection.keys.assign(keys.begin(), keys.end());
  return load_kept(values_of<std::int32_t>(*kept), selection);
}

bool load_detections(const ComparedTrace& trace, Selection& selection) {
  const auto candidates = trace.list("4_box_head/candidates", DType::i32, 2);
  const auto proposals = trace.list("4_box_head/proposals", DType::i32, 0);
  const auto labels = trace.list("4_box_head/labels", DType::i32, 0);
  if (!candidates || !proposals || !labels ||
      !load_candidates(trace, "4_box_head/candidate_boxes", "4_box_head", selection)) {
    return false;
  }
  const auto pairs = values_of<std::int32_t>(*candidates);
  std::unordered_map<std::int64_t, std::size_t> row_of_key;
  for (std::size_t row = 0; row < candidates->shape[0]; ++row) {
    selection.groups.push_back(pairs[2 * row + 1]);
    selection.keys.push_back(key_of(pairs[2 * row], pairs[2 * row + 1]));
    row_of_key.emplace(selection.keys.back(), row);
  }
  const auto proposal_rows = values_of<std::int32_t>(*proposals);
  const auto classes = values_of<std::int32_t>(*labels);
  for (std::size_t i = 0; i < proposal_rows.size(); ++i) {
    const auto row = row_of_key.find(key_of(proposal_rows[i], classes[i]));
    if (row == row_of_key.end()) {
      return false;
    }
    selection.kept.push_back(row->second);
  }
  return true;
}

}  // namespace

std::optional<Selection> load_selection(const ComparedTrace& trace, const std::string& folder,
                                        const TracePair& traces) {
  Selection selection;
  const bool is_rpn = folder == "2_proposals";
  const bool levels_are_groups = traces.word("proposals.nms_scope", "level") == "level";
  if (!(is_rpn ? load_proposals(trace, levels_are_groups, selection)
               : load_detections(trace, selection)) ||
      !all_lengths_agree(selection)) {
    return std::nullopt;
  }
  if (is_rpn) {
    selection.max_iou = traces.setting("proposals.nms_iou", 0.7);
    selection.limit = static_cast<std::size_t>(traces.setting("proposals.post_nms_top_n", 1000));
  } else {
    selection.max_iou = traces.setting("box_head.nms_iou", 0.5);
    selection.limit =
        static_cast<std::size_t>(traces.setting("box_head.detections_per_image", 100));
    selection.min_score = traces.setting("box_head.score_threshold", 0.05);
  }
  return selection;
}

}  // namespace mrcnn
