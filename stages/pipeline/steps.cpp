#include "stages/pipeline/steps.hpp"

#include <algorithm>

#include "common/error.hpp"

namespace mrcnn {
namespace {

std::vector<std::string> in_folder(const std::string& folder,
                                   const std::vector<std::string>& names) {
  std::vector<std::string> full;
  for (const std::string& name : names) {
    full.push_back(folder + "/" + name);
  }
  return full;
}

std::vector<std::string> joined(std::vector<std::string> a, const std::vector<std::string>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

std::vector<StepInfo> make_steps() {
  const std::string resized = "0_image/resized_size";
  const std::string input = "0_image/input";
  const auto rpn_maps = in_folder("1_features", {"p2", "p3", "p4", "p5", "p6"});
  const auto roi_maps = in_folder("1_features", {"p2", "p3", "p4", "p5"});
  const auto rpn = in_folder("2_proposals", {"anchors", "anchor_levels", "objectness", "deltas"});
  const std::string proposal_boxes = "2_proposals/boxes";
  const auto head = in_folder("4_box_head", {"class_logits", "box_deltas"});
  const auto detections = in_folder("4_box_head", {"boxes", "scores", "labels"});
  const auto valid = in_folder("5_iou_filter", {"boxes", "scores", "labels"});

  return {
      {"features",
       "1_features",
       {input},
       joined(in_folder("1_features", {"c2", "c3", "c4", "c5"}), rpn_maps)},
      {.name = "rpn_head",
       .folder = "2_proposals",
       .reads = rpn_maps,
       .writes = rpn,
       .reads_shape_of = {input}},
      {"proposals", "2_proposals", joined(rpn, {resized}),
       in_folder("2_proposals", {"candidates", "candidate_anchors", "candidate_scores",
                                 "candidate_levels", "suppressed_by", "boxes", "scores", "kept"})},
      {"roi_align", "3_roi_align", joined(roi_maps, {proposal_boxes}),
       in_folder("3_roi_align", {"levels", "regions"})},
      {"box_head", "4_box_head", {"3_roi_align/regions"}, head},
      {"detections", "4_box_head", joined(head, {proposal_boxes, resized}),
       in_folder("4_box_head",
                 {"class_probabilities", "candidates", "candidate_boxes", "candidate_scores",
                  "suppressed_by", "boxes", "scores", "labels", "proposals"})},
      {.name = "iou_filter",
       .folder = "5_iou_filter",
       .reads = detections,
       .writes = joined(
           in_folder("5_iou_filter", {"iou", "best_iou", "best_truth", "class_matches", "keep"}),
           valid),
       .reads_if_there = in_folder("5_iou_filter", {"truth_boxes", "truth_labels"})},
      {"mask_head", "6_masks", joined(roi_maps, {"5_iou_filter/boxes", "5_iou_filter/labels"}),
       in_folder("6_masks", {"regions", "logits"})},
      {"paste", "6_masks",
       joined(joined({"6_masks/logits"}, valid), {resized, "0_image/original_size"}),
       in_folder("6_masks", {"masks28", "boxes", "scores", "labels", "masks"})},
  };
}

std::size_t find_step(const std::string& name, bool last) {
  const auto& steps = pipeline_steps();
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].name == name) {
      return i;
    }
  }
  std::size_t found = steps.size();
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].folder == name && (found == steps.size() || last)) {
      found = i;
    }
  }
  if (found == steps.size()) {
    std::string known;
    for (const StepInfo& step : steps) {
      known += (known.empty() ? "" : " ") + step.name;
    }
    throw UsageError(concat("no step is called '", name, "', expected one of: ", known,
                            ", or a stage's folder such as 2_proposals"));
  }
  return found;
}

}  // namespace

const std::vector<StepInfo>& pipeline_steps() {
  static const std::vector<StepInfo> steps = make_steps();
  return steps;
}

const std::vector<std::string>& image_arrays() {
  static const std::vector<std::string> arrays =
      in_folder("0_image", {"image", "input", "resized_size", "original_size"});
  return arrays;
}

const std::vector<std::string>& truth_arrays() {
  static const std::vector<std::string> arrays =
      in_folder("5_iou_filter", {"truth_boxes", "truth_labels", "truth_masks"});
  return arrays;
}

Step first_step_named(const std::string& name) {
  return static_cast<Step>(find_step(name, false));
}

Step last_step_named(const std::string& name) {
  return static_cast<Step>(find_step(name, true));
}

}  // namespace mrcnn
