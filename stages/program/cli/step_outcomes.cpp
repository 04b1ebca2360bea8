#include "common/error.hpp"

#include "stages/program/cli/executor.hpp"

namespace mrcnn {
namespace {

template <class Map>
std::string map_size(const Map& map) {
  return concat(map.shape(0), "x", map.shape(1));
}

/// What a step made, in a few words.
template <class Place>
std::string outcome(const std::string& step, const PipelineState<Place>& s) {
  if (step == "features") {
    return concat("P2 ", map_size(s.pyramid.levels.front()), " .. P6 ",
                  map_size(s.pyramid.levels.back()), ", ", s.pyramid.levels.front().shape(2),
                  " channels");
  }
  if (step == "rpn_head") {
    return concat(s.rpn.anchors.size(), " anchors");
  }
  if (step == "proposals") {
    return concat(s.proposals.boxes.size(), " of ", s.proposals_trace.candidates.size(),
                  " candidates");
  }
  if (step == "roi_align") {
    return concat(s.regions.features.shape(0), " regions of ", s.regions.features.shape(1), "x",
                  s.regions.features.shape(2));
  }
  if (step == "box_head") {
    return concat(s.head.class_logits.shape(1), " classes each");
  }
  if (step == "detections") {
    return concat(s.detections.boxes.size(), " of ", s.detections_trace.candidate_boxes.size(),
                  " candidates");
  }
  if (step == "iou_filter") {
    return s.has_truth() ? concat(s.valid.boxes.size(), " of ", s.detections.boxes.size(),
                                  " overlap one of ", s.truth.boxes.size(), " true objects")
                         : concat(s.valid.boxes.size(), " pass, no ground truth given");
  }
  if (step == "mask_head") {
    return concat(s.mask_logits.shape(0), " masks of ", s.mask_logits.shape(1), "x",
                  s.mask_logits.shape(2));
  }
  return concat(s.result.masks.shape(0), " masks on ", s.result.masks.shape(1), "x",
                s.result.masks.shape(2), " pixels");
}

}  // namespace

template <class Place>
std::vector<std::string> step_outcomes(const std::vector<StepCost>& costs,
                                       const PipelineState<Place>& state) {
  std::vector<std::string> outcomes;
  for (const StepCost& cost : costs) {
    outcomes.push_back(outcome(cost.name, state));
  }
  return outcomes;
}

template std::vector<std::string> step_outcomes(const std::vector<StepCost>&,
                                                const PipelineState<Host>&);
template std::vector<std::string> step_outcomes(const std::vector<StepCost>&,
                                                const PipelineState<Device>&);

}  // namespace mrcnn
