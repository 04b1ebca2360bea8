#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/types/box.hpp"

#include "stages/program/compare/compared_traces.hpp"

namespace mrcnn {

/// How one trace chose some rows out of many: score threshold, non-maximum suppression, limit.
struct Selection {
  std::vector<Box> boxes;                   // (N) candidates
  std::vector<float> scores;                // (N)
  std::vector<std::int32_t> groups;         // (N) suppression stays inside a group
  std::vector<std::int64_t> keys;           // (N) identifies a row in any trace
  std::vector<std::int32_t> suppressed_by;  // (N) as in geometry/suppression.hpp; empty if unknown
  std::vector<std::size_t> kept;            // rows of the result, best first
  std::size_t zero_rows = 0;                // rows of zeros behind those

  double max_iou = 0.0;
  double min_score = -1.0;
  std::size_t limit = 0;  // most rows of the result
};

/// The proposals ("2_proposals": a row's key is its anchor) or detections ("4_box_head": the key is
/// proposal and class) of a trace. None if an array is missing or its indices are out of range.
std::optional<Selection> load_selection(const ComparedTrace& trace, const std::string& folder,
                                        const Config& config);

/// Answers whether a row was rightly kept or dropped, given the trace's own boxes and survivors,
/// with a tolerance of kScoreGap and kIouGap in every comparison.
///
/// Two traces that decide differently about a row, both rightly, differ because of a tie there or
/// earlier; no other difference passes both checks.
class SelectionCheck {
 public:
  explicit SelectionCheck(const Selection& selection);

  /// Being too small (-2) has no tolerance and is never exempted.
  [[nodiscard]] bool is_justified(std::size_t row) const;

 private:
  [[nodiscard]] bool suppresses(std::size_t survivor, std::size_t row, double gap) const;
  [[nodiscard]] bool could_suppress(std::size_t survivor, std::size_t row) const;
  [[nodiscard]] bool must_be_suppressed(std::size_t row, double above_score) const;
  [[nodiscard]] bool could_be_cut(std::size_t row) const;

  const Selection& selection_;
  std::vector<bool> is_kept_;
  std::vector<bool> survives_;  // kept, or cut by the limit: such a row still suppresses others
  std::vector<std::size_t> survivors_;
};

}  // namespace mrcnn
