#include "common/error.hpp"

#include "stages/program/cli/executor.hpp"

namespace mrcnn {
namespace {

/// What a step made, in a few words.
std::string outcome(const std::string& step, const PipelineState<Host>& s) {
  const auto extent = [&](const char* array, std::size_t axis) { return s.shape_of(array)[axis]; };
  const auto rows = [&](const char* array) { return extent(array, 0); };
  const auto last_two = [&](const char* array) {
    const std::vector<std::size_t>& shape = s.shape_of(array);
    return concat(shape[shape.size() - 2], "x", shape.back());
  };
  if (step == "features") {
    return concat("P2 ", last_two("1_features/p2"), " .. P6 ", last_two("1_features/p6"), ", ",
                  rows("1_features/p2"), " channels");
  }
  if (step == "rpn_head") {
    return concat(rows("2_proposals/anchors"), " anchors");
  }
  if (step == "proposals") {
    return concat(rows("2_proposals/boxes"), " of ", rows("2_proposals/candidates"), " candidates");
  }
  if (step == "roi_align") {
    return concat(rows("3_roi_align/regions"), " regions of ", last_two("3_roi_align/regions"));
  }
  if (step == "box_head") {
    return concat(extent("4_box_head/class_logits", 1), " classes each");
  }
  if (step == "detections") {
    return concat(rows("4_box_head/boxes"), " of ", rows("4_box_head/candidates"), " candidates");
  }
  if (step == "iou_filter") {
    return s.has_truth()
               ? concat(rows("5_iou_filter/boxes"), " of ", rows("4_box_head/boxes"),
                        " overlap one of ", rows("5_iou_filter/truth_boxes"), " true objects")
               : concat(rows("5_iou_filter/boxes"), " pass, no ground truth given");
  }
  if (step == "mask_head") {
    return concat(rows("6_masks/logits"), " masks of ", last_two("6_masks/logits"));
  }
  return concat(rows("6_masks/masks"), " masks on ", last_two("6_masks/masks"), " pixels");
}

}  // namespace

std::vector<std::string> step_outcomes(const std::vector<StepCost>& costs,
                                       const PipelineState<Host>& state) {
  std::vector<std::string> outcomes;
  for (const StepCost& cost : costs) {
    outcomes.push_back(outcome(cost.name, state));
  }
  return outcomes;
}

}  // namespace mrcnn
