#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "stages/pipeline/step_info.hpp"

namespace mrcnn {

/// The nine steps of a run, in order.
enum class Step {
  features,
  rpn_head,
  proposals,
  roi_align,
  box_head,
  detections,
  iou_filter,
  mask_head,
  paste,
};

inline constexpr std::size_t kStepCount = 9;

/// What each step reads and writes, indexed by Step.
const std::vector<StepInfo>& pipeline_steps();

/// The arrays that come from the image, before any step.
const std::vector<std::string>& image_arrays();

/// The true objects, an input like the image: they travel with the trace wherever it stops.
const std::vector<std::string>& truth_arrays();

/// The step called `name`; a stage's folder ("2_proposals") means its first or its last step.
/// Throws UsageError listing the names.
Step first_step_named(const std::string& name);
Step last_step_named(const std::string& name);

}  // namespace mrcnn
