#include "stages/program/compare/selection.hpp"

#include <algorithm>

#include "common/geometry/box.hpp"
#include "common/geometry/nms.hpp"

#include "stages/program/compare/row_pairing.hpp"

namespace mrcnn {

SelectionCheck::SelectionCheck(const Selection& selection)
    : selection_(selection),
      is_kept_(selection.boxes.size(), false),
      survives_(selection.boxes.size(), false) {
  for (const std::size_t row : selection.kept) {
    is_kept_[row] = true;
    survives_[row] = true;
  }
  // A row that survived but was cut by the limit still suppresses others.
  for (std::size_t row = 0; row < selection.suppressed_by.size(); ++row) {
    if (selection.suppressed_by[row] == kCutByLimit) {
      survives_[row] = true;
    }
  }
  for (std::size_t row = 0; row < survives_.size(); ++row) {
    if (survives_[row]) {
      survivors_.push_back(row);
    }
  }
}

bool SelectionCheck::could_decide_so(std::size_t row) const {
  const double score = selection_.scores[row];
  if (is_kept_[row]) {
    return score > selection_.min_score - kScoreGap &&
           !is_clearly_suppressed(row, score + kScoreGap);
  }
  if (selection_.suppressed_by.empty()) {
    return could_be_dropped(row);
  }
  const std::int32_t verdict = selection_.suppressed_by[row];
  if (verdict == kBelowScore) {
    return score <= selection_.min_score + kScoreGap;
  }
  if (verdict == kCutByLimit) {
    return could_be_cut(row);
  }
  if (verdict < 0 || static_cast<std::size_t>(verdict) >= survives_.size()) {
    return false;
  }
  // The suppressor must be the best one.
  const auto suppressor = static_cast<std::size_t>(verdict);
  return survives_[suppressor] && could_suppress(suppressor, row) &&
         !is_clearly_suppressed(row, double{selection_.scores[suppressor]} + kScoreGap);
}

bool SelectionCheck::could_suppress(std::size_t survivor, std::size_t row) const {
  return survivor != row && selection_.groups[survivor] == selection_.groups[row] &&
         double{selection_.scores[survivor]} >= double{selection_.scores[row]} - kScoreGap &&
         double{iou(selection_.boxes[survivor], selection_.boxes[row])} >
             selection_.max_iou - kIouGap;
}

bool SelectionCheck::must_suppress(std::size_t survivor, std::size_t row) const {
  return survivor != row && selection_.groups[survivor] == selection_.groups[row] &&
         double{iou(selection_.boxes[survivor], selection_.boxes[row])} >
             selection_.max_iou + kIouGap;
}

/// Whether a survivor with a score above `above_score` leaves no doubt that the row must go.
bool SelectionCheck::is_clearly_suppressed(std::size_t row, double above_score) const {
  return std::any_of(survivors_.begin(), survivors_.end(), [&](std::size_t survivor) {
    return double{selection_.scores[survivor]} > above_score && must_suppress(survivor, row);
  });
}

bool SelectionCheck::could_be_cut(std::size_t row) const {
  if (selection_.kept.empty() || selection_.kept.size() < selection_.limit) {
    return false;
  }
  const double score = selection_.scores[row];
  const double last = selection_.scores[selection_.kept.back()];
  return score <= last + kScoreGap && !is_clearly_suppressed(row, score + kScoreGap);
}

/// The trace does not say why the row is not in the result: any reason will do.
bool SelectionCheck::could_be_dropped(std::size_t row) const {
  return double{selection_.scores[row]} <= selection_.min_score + kScoreGap || could_be_cut(row) ||
         std::any_of(survivors_.begin(), survivors_.end(),
                     [&](std::size_t survivor) { return could_suppress(survivor, row); });
}

}  // namespace mrcnn
