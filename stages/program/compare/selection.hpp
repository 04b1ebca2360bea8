#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "common/types/box.hpp"

namespace mrcnn {

/// IoUs this close to a threshold may fall on either side, in another program.
inline constexpr double kIouGap = 1e-6;

/// How one trace chose some rows out of many: score threshold, non-maximum suppression, limit.
struct Selection {
  std::vector<Box> boxes;                   // (N) candidates
  std::vector<float> scores;                // (N)
  std::vector<std::int32_t> groups;         // (N) suppression stays inside a group
  std::vector<std::int64_t> keys;           // (N) what the row is called in any trace
  std::vector<std::int32_t> suppressed_by;  // (N) as geometry/nms.hpp says; empty if unknown
  std::vector<std::size_t> kept;            // rows of the result, best first
  std::size_t zero_rows = 0;                // of the result, behind those

  double max_iou = 0.5;
  double min_score = -1.0;
  std::size_t limit = 0;  // most rows of the result
};

/// Answers, for one trace, whether a row was rightly kept or dropped, taking the trace's own boxes
/// and survivors for granted and leaving kScoreGap and kIouGap to every comparison.
///
/// Two traces that decide differently about a row, both rightly, differ because of a near tie there
/// or before; no other difference passes both checks.
class SelectionCheck {
 public:
  explicit SelectionCheck(const Selection& selection);

  [[nodiscard]] bool is_kept(std::size_t row) const { return is_kept_[row]; }

  /// Whether the trace could decide so about this row. Too small (-2) leaves no room and is never
  /// excused.
  [[nodiscard]] bool could_decide_so(std::size_t row) const;

 private:
  [[nodiscard]] bool could_suppress(std::size_t survivor, std::size_t row) const;
  [[nodiscard]] bool must_suppress(std::size_t survivor, std::size_t row) const;
  [[nodiscard]] bool is_clearly_suppressed(std::size_t row, double above_score) const;
  [[nodiscard]] bool could_be_cut(std::size_t row) const;
  [[nodiscard]] bool could_be_dropped(std::size_t row) const;

  const Selection& selection_;
  std::vector<bool> is_kept_;
  std::vector<bool> survives_;
  std::vector<std::size_t> survivors_;
};

}  // namespace mrcnn
