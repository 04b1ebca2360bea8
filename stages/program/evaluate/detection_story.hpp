#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/geometry/box_coder.hpp"
#include "common/types/box.hpp"

#include "stages/pipeline/anchor_place.hpp"
#include "stages/program/evaluate/traced_run.hpp"

namespace mrcnn {

/// How the proposal behind a detection was made.
struct ProposalStory {
  std::size_t row = 0;     // of 2_proposals/boxes
  std::size_t anchor = 0;  // of 2_proposals/anchors
  std::optional<AnchorPlace> place;
  std::optional<float> size;  // side of the level's square anchor, pixels
  Box anchor_box{};
  float objectness_logit = 0.0F;
  BoxDelta deltas{};
  std::size_t rank = 0;                 // from 0, by score among the candidates of its level
  std::vector<std::size_t> suppressed;  // candidates of 2_proposals
};

struct ClassProbability {
  std::int32_t label = 0;
  float probability = 0.0F;
};

struct MatchedTruth {
  std::size_t row = 0;
  float iou = 0.0F;
  std::optional<std::int32_t> label;
};

/// How a detection was made: what each step did with it. Every number is one of the trace's or
/// follows from them; what the trace lacks is absent. Boxes are in the frame of the boxes.
struct DetectionStory {
  std::size_t row = 0;  // of 4_box_head/boxes
  std::int32_t label = 0;
  float score = 0.0F;
  Box box{};
  std::optional<ProposalStory> proposal;
  std::optional<std::int32_t> roi_level;
  std::vector<ClassProbability> top_classes;  // at most 5, background included
  std::optional<Box> box_before;              // the proposal
  std::optional<BoxDelta> deltas;             // that refined it, of its class
  std::vector<std::size_t> suppressed;        // candidates of 4_box_head
  std::optional<MatchedTruth> truth;
  std::optional<std::size_t> mask_row;    // of 6_masks; none if stage 5 rejected the detection
  std::optional<std::int64_t> mask_area;  // pixels of the original image
  std::optional<double> mask_iou;         // with the mask of its truth
};

/// The arrays that explain_detection() reads.
std::vector<std::string> arrays_of_detection_story();

/// Throws UsageError if there is no such detection, InputError if the trace lacks boxes, scores or
/// labels of stage 4 or contradicts itself.
DetectionStory explain_detection(const TracedRun& run, std::size_t row);

}  // namespace mrcnn
