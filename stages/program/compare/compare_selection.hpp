#pragma once
#include <string>

#include "stages/program/compare/compare_arrays.hpp"
#include "stages/program/compare/compared_traces.hpp"
#include "stages/program/compare/load_selection.hpp"

namespace mrcnn {

/// Compares the arrays of one score-and-NMS selection ("2_proposals" or "4_box_head") of two
/// traces, at least one of another program: rows are partners by their key, wherever they stand,
/// and what differs is excused only if both traces could decide so (selection.hpp).
///
/// Where the arrays with the keys are missing, rows of the result are partners by content and a row
/// without partner is excused only if its score is that of the list's end.
class SelectionComparison {
 public:
  SelectionComparison(const TracePair& traces, std::string folder);

  /// One array of the folder, there in both.
  [[nodiscard]] ArrayComparison compare(const std::string& array, const Bound& bound,
                                        const Words& words) const;

 private:
  void match_by_key();
  void match_by_content();
  [[nodiscard]] RowMatch match_candidates(RowPairing pairing) const;
  [[nodiscard]] RowMatch match_result(RowPairing pairing) const;

  [[nodiscard]] Array in_rows_of_a(Array indices_of_b) const;

  const TracePair& traces_;
  std::string folder_;
  std::optional<Selection> a_;  // both or none
  std::optional<Selection> b_;
  std::vector<std::optional<std::size_t>> partner_of_a_;  // candidate of b for each candidate of a
  std::vector<std::optional<std::size_t>> partner_of_b_;
  std::optional<RowMatch> candidates_;
  std::optional<RowMatch> result_;
};

}  // namespace mrcnn
