#pragma once
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "common/geometry/box.hpp"
#include "common/geometry/sort_key.hpp"

#include "stages/program/evaluate/missing_object.hpp"

namespace mrcnn {

using Rows = std::vector<std::size_t>;
using Integers = HostTensor<std::int32_t, 1>;

/// A list of boxes that a rule of size, NMS and a limit narrow, as in stages 2 and 4.
struct Selection {
  std::string folder;  // "2_proposals"
  const HostTensor<Box, 1>& boxes;
  const HostTensor<float, 1>& scores;
  const Integers& verdicts;
  std::vector<int> not_taken;  // verdicts before NMS
  std::size_t limit = 0;
  std::array<Death, 3> deaths;  // by size, by NMS, by the limit
};

/// The steps of a run seen from one object. Each narrows the living rows; the first that leaves
/// none names the death and describes what it lost.
class Examination {
 public:
  Examination(const TracedRun& run, const Target& target);

  MissingObject examine();

 private:
  [[nodiscard]] bool died() const { return result_.detail.has_value(); }

  [[nodiscard]] float overlap(const Box& box) const { return iou(box, result_.target.box); }

  [[nodiscard]] bool is_alive(const Box& box) const { return overlap(box) >= kAliveIou; }

  /// Records how many are left; returns whether none is.
  bool all_dead(std::size_t count) {
    result_.sets[next_set_++].count = count;
    return count == 0;
  }

  LostMember& die(Death death, const std::string& array, std::size_t row, float iou_with_target) {
    result_.died_at = death;
    LostMember& lost = result_.detail.emplace();
    lost.array = array;
    lost.row = row;
    lost.iou = iou_with_target;
    return lost;
  }

  /// The row of the largest IoU, the first of equals.
  template <class BoxOfRow>
  std::size_t best_of(const Rows& rows, const BoxOfRow& box_of) const {
    return *std::max_element(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
      return overlap(box_of(a)) < overlap(box_of(b));
    });
  }

  /// The rows of a selection's result; empty if the object died in it.
  Rows select(const Selection& selection, const Rows& candidates);

  // lost_proposals.cpp
  Rows living_candidates();
  Rows living_proposals(const Rows& candidates);

  // lost_detections.cpp
  Rows living_pairs(const Rows& proposals);
  Rows living_detections(const Rows& pairs);
  void examine_filter(const Rows& detections);
  void die_by_score(const Rows& pairs);

  const TracedRun& run_;
  const PipelineState<Host>& state_;
  MissingObject result_;
  std::size_t next_set_ = 0;
};

/// Rows whose verdict is not one of those.
Rows without(const Rows& rows, const Integers& verdicts, const std::vector<int>& lost);

/// From 0, among the rows that pass `counts`.
template <class Scores, class Counts>
std::size_t rank_of(const Scores& scores, std::size_t row, const Counts& counts) {
  std::size_t better = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    better += counts(i) && sort_key(scores(i), static_cast<Index>(i)) <
                               sort_key(scores(row), static_cast<Index>(row))
                  ? 1
                  : 0;
  }
  return better;
}

}  // namespace mrcnn
