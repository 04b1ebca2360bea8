#include "stages/program/cli/run_summary.hpp"

#include <algorithm>
#include <numeric>

#include "common/error.hpp"
#include "common/io/number_text.hpp"
#include "common/io/one_line.hpp"
#include "common/nn/blas_setup.hpp"
#include "common/tensor/device.hpp"

#include "stages/program/cli/formatted.hpp"

#include "viz/drawn_objects.hpp"

namespace mrcnn {
namespace {

/// "circle 0.99" for the likely ones among some detections.
std::vector<std::string> likely_names(const std::vector<std::size_t>& rows,
                                      const HostTensor<std::int32_t, 1>& labels,
                                      const HostTensor<float, 1>& scores,
                                      const std::vector<std::string>& classes) {
  std::vector<std::string> names;
  for (const std::size_t d : rows) {
    if (scores(d) >= kLeastScoreDrawn) {
      names.push_back(one_line(classes[static_cast<std::size_t>(labels(d))]) + " " +
                      probability_text(scores(d), 2));
    }
  }
  return names;
}

/// ": circle 0.99, star 0.97, ..."
std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t kMost = 8;
  std::string line;
  for (std::size_t i = 0; i < std::min(names.size(), kMost); ++i) {
    line += (i == 0 ? ": " : ", ") + names[i];
  }
  return names.size() > kMost ? line + ", ..." : line;
}

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
    return counted(rows("2_proposals/anchors"), "anchor");
  }
  if (step == "proposals") {
    return concat(rows("2_proposals/boxes"), " of ",
                  counted(rows("2_proposals/candidates"), "candidate"));
  }
  if (step == "roi_align") {
    return counted(rows("3_roi_align/regions"), "region") + " of " +
           last_two("3_roi_align/regions");
  }
  if (step == "box_head") {
    return concat(extent("4_box_head/class_logits", 1), " classes each");
  }
  if (step == "detections") {
    return concat(rows("4_box_head/boxes"), " of ",
                  counted(rows("4_box_head/candidates"), "candidate"));
  }
  if (step == "iou_filter") {
    return s.has_truth() ? concat(rows("5_iou_filter/boxes"), " of ", rows("4_box_head/boxes"),
                                  " overlap one of ",
                                  counted(rows("5_iou_filter/truth_boxes"), "true object"))
                         : concat(rows("5_iou_filter/boxes"), " pass, no ground truth given");
  }
  if (step == "mask_head") {
    return counted(rows("6_masks/logits"), "mask") + " of " + last_two("6_masks/logits");
  }
  return concat(counted(rows("6_masks/masks"), "mask"), " on ", last_two("6_masks/masks"),
                " pixels");
}

}  // namespace

std::vector<std::size_t> rejected_rows(const PipelineState<Host>& s) {
  std::vector<std::size_t> rows;
  const bool is_known = s.has("5_iou_filter/best_iou") && s.has("5_iou_filter/keep") &&
                        s.has("4_box_head/boxes") &&
                        s.detections.boxes.size() == s.iou_filter.keep.size();
  for (std::size_t d = 0; is_known && d < s.iou_filter.keep.size(); ++d) {
    if (s.iou_filter.keep(d) == 0) {
      rows.push_back(d);
    }
  }
  return rows;
}

std::string image_summary(const ImageRun& run, const Config& config) {
  const PipelineState<Host>& s = run.state;
  std::string line =
      concat(run.position, ": ", path_text(std::filesystem::path(run.file).filename()));
  if (s.input.original.height > 0) {
    line += concat(", ", s.input.original.height, "x", s.input.original.width);
  }
  if (!s.has("6_masks/masks")) {
    return line;
  }
  std::vector<std::size_t> found(s.result.scores.size());
  std::iota(found.begin(), found.end(), std::size_t{0});
  const std::vector<std::size_t> rejected = rejected_rows(s);
  const auto names = likely_names(found, s.result.labels, s.result.scores, config.classes);
  const auto rejected_names =
      likely_names(rejected, s.detections.labels, s.detections.scores, config.classes);
  line += ": " + counted(names.size(), "object") + listed(names);
  if (!rejected_names.empty()) {
    line += concat("; ", rejected_names.size(), " rejected by IoU < ", config.iou_filter.min_iou,
                   " with the ground truth", listed(rejected_names));
  }
  const std::size_t rest = found.size() + rejected.size() - names.size() - rejected_names.size();
  return rest == 0 ? line : line + formatted("; %zu below %.2f", rest, kLeastScoreDrawn);
}

std::string step_table(const Executor& executor, const ImageRun& run) {
  std::string table =
      formatted("%-11s %9s %8s %7s %8s  %s\n", "step", "ms", "GFLOP", "GF/s", "MB", "result");
  StepCost total{"total", 0.0, 0.0, 0.0};
  const auto add_row = [&table](const StepCost& c, const std::string& result) {
    const std::string rate =
        c.gflop > 0.0 && c.ms > 0.0 ? formatted("%.0f", c.gflop / c.ms * 1e3) : "";
    const std::string work = c.gflop > 0.0 ? formatted("%.2f", c.gflop) : "";
    table += formatted("%-11s %9.1f %8s %7s %8.1f  %s\n", c.name.c_str(), c.ms, work.c_str(),
                       rate.c_str(), c.mb, result.c_str());
  };
  for (const StepCost& cost : run.costs) {
    add_row(cost, outcome(cost.name, run.state));
    total.ms += cost.ms;
    total.gflop += cost.gflop;
    total.mb += cost.mb;
  }
  add_row(total, "");
  table += concat("conv ", name_of(executor.compute().conv), ", OpenBLAS ", openblas_core(), ", ",
                  counted(thread_count(), "thread"), "\n");
  if (executor.place() == Place::device) {
    table += concat("device: ", device_name(), ", the host waited ",
                    counted(run.device_waits, "time"), " before the final copy\n");
  }
  return table;
}

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
