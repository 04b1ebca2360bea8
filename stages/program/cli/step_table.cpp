#include "stages/program/cli/step_table.hpp"

#include <array>
#include <cstdio>

#include "common/error.hpp"

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
               : concat(rows("5_iou_filter/boxes"), " pass, no truth given");
  }
  if (step == "mask_head") {
    return concat(rows("6_masks/logits"), " masks of ", last_two("6_masks/logits"));
  }
  return concat(rows("6_masks/masks"), " masks on ", last_two("6_masks/masks"), " pixels");
}

template <class... Values>
std::string formatted(const char* format, Values... values) {
  std::array<char, 256> line{};
  std::snprintf(line.data(), line.size(), format, values...);
  return line.data();
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

std::string step_table(const std::vector<StepCost>& costs,
                       const std::vector<std::string>& outcomes) {
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
  for (std::size_t i = 0; i < costs.size(); ++i) {
    const StepCost& cost = costs[i];
    add_row(cost, outcomes[i]);
    total.ms += cost.ms;
    total.gflop += cost.gflop;
    total.mb += cost.mb;
  }
  add_row(total, "");
  return table;
}

}  // namespace mrcnn
