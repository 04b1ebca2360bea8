#include "stages/program/cli/run_summary.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "common/error.hpp"
#include "common/io/one_line.hpp"
#include "common/nn/blas_setup.hpp"
#include "common/tensor/device.hpp"

#include "viz/drawn_objects.hpp"

namespace mrcnn {
namespace {

template <class... Values>
std::string formatted(const char* format, Values... values) {
  std::array<char, 256> line{};
  std::snprintf(line.data(), line.size(), format, values...);
  return line.data();
}

/// Names and scores of detections.
class ScoredNames {
 public:
  void add(const std::vector<std::string>& classes, std::int32_t label, float score) {
    if (score < kLeastScoreDrawn) {
      ++unlikely_;
      return;
    }
    constexpr std::size_t kMostNames = 8;
    if (++likely_ <= kMostNames) {
      names_ += (likely_ == 1 ? ": " : ", ") + classes[static_cast<std::size_t>(label)] + " " +
                formatted("%.2f", score);
    } else if (likely_ == kMostNames + 1) {
      names_ += ", ...";
    }
  }

  [[nodiscard]] std::size_t likely() const { return likely_; }

  [[nodiscard]] std::size_t unlikely() const { return unlikely_; }

  /// ": circle 0.99, star 0.97, ..."
  [[nodiscard]] const std::string& names() const { return names_; }

 private:
  std::size_t likely_ = 0;
  std::size_t unlikely_ = 0;
  std::string names_;
};

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
  ScoredNames found;
  ScoredNames rejected;
  for (std::size_t d = 0; d < s.result.scores.size(); ++d) {
    found.add(config.classes, s.result.labels(d), s.result.scores(d));
  }
  for (const std::size_t d : rejected_rows(s)) {
    rejected.add(config.classes, s.detections.labels(d), s.detections.scores(d));
  }
  line += concat(": ", found.likely(), found.likely() == 1 ? " object" : " objects", found.names());
  if (rejected.likely() > 0) {
    line += concat("; ", rejected.likely(), " rejected by IoU < ", config.iou_filter.min_iou,
                   " with the ground truth", rejected.names());
  }
  const std::size_t unlikely = found.unlikely() + rejected.unlikely();
  return unlikely == 0
             ? line
             : concat(line, "; ", unlikely, " below ", formatted("%.2f", kLeastScoreDrawn));
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
  for (std::size_t i = 0; i < run.costs.size(); ++i) {
    const StepCost& cost = run.costs[i];
    add_row(cost, run.outcomes[i]);
    total.ms += cost.ms;
    total.gflop += cost.gflop;
    total.mb += cost.mb;
  }
  add_row(total, "");
  table += concat("conv ", name_of(executor.plan().common.compute.conv), ", OpenBLAS ",
                  openblas_core(), ", ", thread_count(), " threads\n");
  if (executor.is_on_device()) {
    table += concat("device: ", device_name(), ", the host waited ", run.device_waits,
                    run.device_waits == 1 ? " time" : " times", " before the final copy\n");
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
