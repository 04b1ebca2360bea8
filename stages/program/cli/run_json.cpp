#include "stages/program/cli/run_json.hpp"

namespace mrcnn {
namespace {

nlohmann::ordered_json objects_json(const InstanceMasks<Host>& found,
                                    const std::vector<std::string>& classes) {
  auto objects = nlohmann::ordered_json::array();
  for (std::size_t d = 0; d < found.labels.size(); ++d) {
    const Box& box = found.boxes(d);
    objects.push_back({{"class", classes[static_cast<std::size_t>(found.labels(d))]},
                       {"label", found.labels(d)},
                       {"score", found.scores(d)},
                       {"bbox", {box.x1, box.y1, box.x2 - box.x1, box.y2 - box.y1}}});
  }
  return objects;
}

}  // namespace

nlohmann::ordered_json run_json(const ImageRun& run, const Config& config) {
  nlohmann::ordered_json json = {{"file", run.file}, {"image_id", run.image_id}};
  if (run.state.input.original.height > 0) {
    json["height"] = run.state.input.original.height;
    json["width"] = run.state.input.original.width;
  }
  if (run.state.has("6_masks/masks")) {
    json["objects"] = objects_json(run.state.result, config.classes);
  }
  auto steps = nlohmann::ordered_json::array();
  for (const StepCost& step : run.costs) {
    steps.push_back({{"name", step.name}, {"ms", step.ms}, {"gflop", step.gflop}, {"mb", step.mb}});
  }
  json["steps"] = steps;
  return json;
}

}  // namespace mrcnn
