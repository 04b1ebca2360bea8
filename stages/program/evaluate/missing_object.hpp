#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/enum_names.hpp"
#include "common/types/box.hpp"

#include "stages/pipeline/anchor_place.hpp"
#include "stages/program/evaluate/traced_run.hpp"

namespace mrcnn {

/// The step at which an object was lost. A box is alive while its IoU with the object is at least
/// kAliveIou; each word is the first step after which nothing alive is left.
enum class Death {
  anchors,           // no anchor's decoded, clipped box is alive
  top_k,             // none of these anchors is a candidate
  proposals_size,    // all of these candidates are too small
  proposals_nms,     // all are suppressed
  proposals_limit,   // all are cut by the limit
  box,               // of these proposals no box of the object's class is alive
  score,             // none of these exceeds the score threshold
  class_,            // nor that, but another class of the same proposal does
  detections_size,   // all are too small
  detections_nms,    // all are suppressed
  detections_limit,  // all are cut by the limit
  iou_filter,        // found, but rejected by stage 5
  found,
};

constexpr auto names_of(Death) {
  return std::array{
      "anchors", "top_k", "proposals_size",  "proposals_nms",  "proposals_limit",  "box",
      "score",   "class", "detections_size", "detections_nms", "detections_limit", "iou_filter",
      "found"};
}

inline constexpr float kAliveIou = 0.5F;

/// An object that should have been found.
struct Target {
  Box box{};  // frame of the boxes
  std::int32_t label = 0;
};

/// The member of the last living set that came closest: the largest IoU, in `score` and `class_`
/// the highest score. Rows are those of the array that the step works on.
struct LostMember {
  std::string array;  // "2_proposals/candidates"
  std::size_t row = 0;
  float iou = 0.0F;
  std::optional<float> score;
  std::optional<std::size_t> rank;   // from 0, where the step ranks
  std::optional<std::size_t> limit;  // how many ranks the step keeps
  std::optional<float> threshold;    // of the score
  std::optional<std::size_t> suppressor;
  std::optional<float> suppressor_iou;
  std::optional<std::size_t> proposal;
  std::optional<std::int32_t> other_label;  // a class above the threshold
  std::optional<float> other_score;
};

struct LivingSet {
  const char* name;
  std::size_t count = 0;
};

struct BestAnchor {
  std::size_t row = 0;
  std::optional<AnchorPlace> place;
  float iou = 0.0F;
};

/// Where an object was lost, and what was alive after each step.
struct MissingObject {
  Target target;
  Death died_at = Death::found;
  std::vector<LivingSet> sets;
  std::optional<LostMember> detail;
  BestAnchor best_anchor;
};

/// The arrays that explain_missing() needs.
std::vector<std::string> arrays_of_missing_object();

/// Follows an object through the steps of a run until nothing alive is left.
///
/// Throws InputError if the trace lacks an array or contradicts itself.
MissingObject explain_missing(const TracedRun& run, const Target& target);

}  // namespace mrcnn
