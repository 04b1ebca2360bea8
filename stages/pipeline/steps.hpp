#pragma once
#include <cstddef>
#include <set>
#include <string>
#include <vector>

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

/// What one step reads and makes. Arrays have their full name, "2_proposals/boxes".
struct StepInfo {
  std::string name;                              // "roi_align"
  std::string folder;                            // "3_roi_align"
  bool has_weights = false;                      // it is a network and needs a model
  std::vector<std::string> reads = {};           // must exist before the step can run
  std::vector<std::string> reads_if_there = {};  // the step also runs without: ground truth
  std::vector<std::string> reads_shape_of = {};  // only the shape: 0_image/input for anchors
  std::vector<std::string> writes = {};          // the rows of array_table() that this step makes
};

/// All steps, indexed by Step.
const std::vector<StepInfo>& pipeline_steps();

const StepInfo& info_of(Step step);

/// The arrays that the steps from..to read and do not make themselves, those of which only the
/// shape is read included.
std::set<std::string> arrays_read(Step from, Step to);

/// The inputs that come from the image.
std::vector<std::string> image_arrays();

/// The step called `name`; a stage's folder ("2_proposals") means its first or its last step.
/// Throws UsageError listing the names.
Step first_step_named(const std::string& name);
Step last_step_named(const std::string& name);

}  // namespace mrcnn
