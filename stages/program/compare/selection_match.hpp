#pragma once
#include <optional>
#include <string>

#include "stages/program/compare/compare_arrays.hpp"
#include "stages/program/compare/selection.hpp"

namespace mrcnn {

/// Matches the rows of one score-and-NMS selection ("2_proposals" or "4_box_head") of two traces:
/// rows are partners by key, wherever they are, and a difference is exempted only if the decisions
/// of both traces are justified (selection.hpp).
///
/// Where the arrays with the keys are missing, rows of the result are partners by content (scores
/// within kScoreGap, boxes within kBoxGap, the same label), and a row without partner is exempted
/// only if its score is that of the list's end.
class SelectionMatch {
 public:
  SelectionMatch(const TracePair& traces, const std::string& folder);

  SelectionMatch(const SelectionMatch&) = delete;

  /// What is exempted in an array whose bounds row has Tie::candidates or Tie::selected.
  [[nodiscard]] Exemptions exemptions(const std::string& array, Tie tie) const;

  /// An array of b; if its elements are rows of candidates, as the rows of their partners in a.
  [[nodiscard]] Array in_rows_of_a(const std::string& array, Array array_b) const;

 private:
  void match_by_key();
  void match_by_content(const TracePair& traces, const std::string& folder);

  std::optional<Selection> a_;
  std::optional<Selection> b_;
  std::optional<RowMatch> candidates_;
  std::optional<RowMatch> selected_;
};

}  // namespace mrcnn
