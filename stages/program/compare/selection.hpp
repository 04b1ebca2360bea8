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
  std::vector<std::size_t> survivors;  // those, and rows that only the limit cut: they suppress
  std::size_t zero_rows = 0;           // rows of zeros behind those

  double max_iou = 0.0;
  double min_score = -1.0;
  std::size_t limit = 0;  // most rows of the result
};

/// The proposals ("2_proposals": a row's key is its anchor) or detections ("4_box_head": the key is
/// proposal and class) of a trace. None if an array is missing or its indices are out of range.
std::optional<Selection> load_selection(const ComparedTrace& trace, const std::string& folder,
                                        const Config& config);

/// Whether a row was rightly kept or dropped, given the trace's own boxes and survivors, with a
/// tolerance of kScoreGap and kIouGap in every comparison. Being too small (-2) has no tolerance
/// and is never exempted.
///
/// Two traces that decide differently about a row, both rightly, differ because of a tie there or
/// earlier; no other difference passes both checks.
bool is_justified(const Selection& selection, std::size_t row);

}  // namespace mrcnn
