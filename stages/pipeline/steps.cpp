#include "stages/pipeline/steps.hpp"

#include "common/error.hpp"

#include "stages/pipeline/array_table.hpp"

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

std::vector<std::string> joined(const std::vector<std::vector<std::string>>& lists) {
  std::vector<std::string> all;
  for (const std::vector<std::string>& list : lists) {
    all.insert(all.end(), list.begin(), list.end());
  }
  return all;
}

// [steps]
std::vector<StepInfo> make_steps() {
  const std::string input = "0_image/input";
  const std::string resized = "0_image/resized_size";
  const std::string original = "0_image/original_size";
  const auto rpn_maps = in_folder("1_features", {"p2", "p3", "p4", "p5", "p6"});
  const auto roi_maps = in_folder("1_features", {"p2", "p3", "p4", "p5"});
  const auto rpn = in_folder("2_proposals", {"anchors", "anchor_levels", "objectness", "deltas"});
  const std::string proposals = "2_proposals/boxes";
  const auto head = in_folder("4_box_head", {"class_logits", "box_deltas"});
  const auto detections = in_folder("4_box_head", {"boxes", "scores", "labels"});
  const auto truth = in_folder("5_iou_filter", {"truth_boxes", "truth_labels"});
  const auto valid = in_folder("5_iou_filter", {"boxes", "scores", "labels"});
  constexpr bool kWeights = true;
  constexpr bool kNoWeights = false;

  std::vector<StepInfo> steps = {
      {"features", "1_features", kWeights, {input}, {}, {}, {}},
      {"rpn_head", "2_proposals", kWeights, rpn_maps, {}, {input}, {}},
      {"proposals", "2_proposals", kNoWeights, joined({rpn, {resized}}), {}, {}, {}},
      {"roi_align", "3_roi_align", kNoWeights, joined({roi_maps, {proposals}}), {}, {}, {}},
      {"box_head", "4_box_head", kWeights, {"3_roi_align/regions"}, {}, {}, {}},
      {"detections", "4_box_head", kNoWeights, joined({head, {proposals, resized}}), {}, {}, {}},
      {"iou_filter", "5_iou_filter", kNoWeights, detections, truth, {}, {}},
      {"mask_head", "6_masks", kWeights, joined({roi_maps, {valid[0], valid[2]}}), {}, {}, {}},
      {"paste",
       "6_masks",
       kNoWeights,
       joined({{"6_masks/logits"}, valid, {resized, original}}),
       {},
       {},
       {}},
  };
  for (const ArrayRow& row : array_table()) {
    if (row.made_by) {
      steps[static_cast<std::size_t>(*row.made_by)].writes.push_back(row.name);
    }
  }
  return steps;
}

// [/steps]

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

const StepInfo& info_of(Step step) {
  return pipeline_steps()[static_cast<std::size_t>(step)];
}

std::set<std::string> arrays_read(Step from, Step to) {
  std::set<std::string> read;
  std::set<std::string> made;
  for (auto i = static_cast<std::size_t>(from); i <= static_cast<std::size_t>(to); ++i) {
    const StepInfo& step = pipeline_steps()[i];
    for (const auto* names : {&step.reads, &step.reads_if_there, &step.reads_shape_of}) {
      for (const std::string& name : *names) {
        if (made.count(name) == 0) {
          read.insert(name);
        }
      }
    }
    made.insert(step.writes.begin(), step.writes.end());
  }
  return read;
}

std::vector<std::string> image_arrays() {
  std::vector<std::string> names;
  for (const ArrayRow& row : array_table()) {
    if (!row.made_by && !row.traits.needs_truth) {
      names.push_back(row.name);
    }
  }
  return names;
}

Step first_step_named(const std::string& name) {
  return static_cast<Step>(find_step(name, false));
}

Step last_step_named(const std::string& name) {
  return static_cast<Step>(find_step(name, true));
}

}  // namespace mrcnn
