#include "stages/program/evaluate/target.hpp"

#include <algorithm>

#include "common/error.hpp"
#include "common/geometry/box.hpp"
#include "common/io/one_line.hpp"

#include "stages/pipeline/box_frames.hpp"

namespace mrcnn {
namespace {

void require_truth(const TracedRun& run) {
  if (!run.state.has("5_iou_filter/truth_boxes") || !run.state.has("5_iou_filter/truth_labels")) {
    throw UsageError(run.trace.directory().string() +
                     ": has no ground truth: run with --truth, or give --box and --class");
  }
}

/// A box of the original image in the frame of the trace's boxes.
Box in_frame(const TracedRun& run, const Box& box) {
  require_arrays(run, {"0_image/resized_size", "0_image/original_size"});
  const NetworkInput<Host>& input = run.state.input;
  return to_box_frame(HostTensor<Box, 1>{box}, input.original, input.resized, run.config)(0);
}

}  // namespace

std::vector<std::string> arrays_of_objects() {
  std::vector<std::string> arrays = arrays_of_missing_object();
  arrays.insert(arrays.end(),
                {"0_image/resized_size", "0_image/original_size", "5_iou_filter/truth_boxes",
                 "5_iou_filter/truth_labels", "5_iou_filter/keep"});
  return arrays;
}

TracedRun read_run_of_objects(const TraceFolder& trace, const Config& config) {
  return read_traced_run(trace, config, arrays_of_objects());
}

Target target_of_object(const TracedRun& run, std::size_t row) {
  require_truth(run);
  const std::size_t count = run.state.truth.boxes.size();
  if (row >= count) {
    throw UsageError(concat("why-not: --truth-object ", row, ": the trace has ", count,
                            " true objects, counted from 0"));
  }
  return {run.state.truth.boxes(row), run.state.truth.labels(row)};
}

Target target_at_point(const TracedRun& run, float x, float y) {
  require_truth(run);
  const Box point = in_frame(run, {x, y, x, y});
  const GroundTruth<Host>& truth = run.state.truth;
  const Box* smallest = nullptr;
  for (const Box& box : truth.boxes) {
    const bool holds =
        box.x1 <= point.x1 && point.x1 <= box.x2 && box.y1 <= point.y1 && point.y1 <= box.y2;
    if (holds && (smallest == nullptr || area(box) < area(*smallest))) {
      smallest = &box;
    }
  }
  if (smallest == nullptr) {
    throw UsageError(concat("why-not: no true object at ", x, ",", y, " of the original image"));
  }
  return target_of_object(run, static_cast<std::size_t>(smallest - truth.boxes.data()));
}

Target target_of_box(const TracedRun& run, const Box& box, const std::string& class_name) {
  if (!(is_finite(box) && box.x1 < box.x2 && box.y1 < box.y2)) {
    throw UsageError("why-not: --box: expected X1,Y1,X2,Y2 with X1 < X2 and Y1 < Y2");
  }
  const auto& classes = run.config.classes;
  const auto found = std::find(classes.begin(), classes.end(), class_name);
  if (found == classes.end() || found == classes.begin()) {
    throw UsageError(concat("why-not: --class ", one_line(class_name),
                            ": unknown to the model, whose first class is ",
                            classes.size() > 1 ? one_line(classes[1]) : "missing"));
  }
  return {in_frame(run, box), static_cast<std::int32_t>(found - classes.begin())};
}

}  // namespace mrcnn
