#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/types/box.hpp"

#include "stages/program/compare/compared_traces.hpp"

namespace mrcnn {

inline constexpr double kPartnerIou = 0.99;
inline constexpr double kPartnerScore = 1e-3;
inline constexpr std::size_t kOneMayLack = 100;  // in this many detections, and one in any case

/// The final result of a run, as the end-to-end rule sees it.
struct DetectionList {
  std::vector<Box> boxes;            // (D)
  std::vector<float> scores;         // (D)
  std::vector<std::int32_t> labels;  // (D)
};

/// The boxes, scores and labels of a folder of a trace, if all exist.
///
///   with_labels  else every label is 0, whatever the trace has
std::optional<DetectionList> read_detections(const ComparedTrace& trace, const std::string& folder,
                                             bool with_labels = true);

/// How well the results of two runs match.
struct DetectionMatch {
  std::size_t count_a = 0;
  std::size_t count_b = 0;
  std::vector<std::size_t> only_a;  // rows without a partner
  std::vector<std::size_t> only_b;
  std::size_t may_lack = 1;  // how many rows of either side may have no partner

  [[nodiscard]] std::size_t partners() const { return count_a - only_a.size(); }

  [[nodiscard]] bool holds() const {
    return only_a.size() <= may_lack && only_b.size() <= may_lack;
  }
};

/// Partners have the same class, IoU >= kPartnerIou and scores within kPartnerScore. Each row has
/// at most one: from the first row of `a` on, the unpaired row of `b` with the largest IoU. A row
/// that is not finite has no partner. Throws ShapeError if the lists of one side differ in length.
DetectionMatch match_detections(const DetectionList& a, const DetectionList& b);

}  // namespace mrcnn
