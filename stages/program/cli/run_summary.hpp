#pragma once
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "stages/program/cli/executor.hpp"

namespace mrcnn {

/// Detections of stage 4 that stage 5 rejected because they match no object of the ground truth;
/// none without ground truth. Scores descend.
std::vector<std::size_t> rejected_rows(const PipelineState<Host>& state);

/// "1: scene_1.png, 256x256: 9 objects: circle 0.99, star 0.97, ...; 2 rejected by IoU < 0.5 with
/// the ground truth: ring 0.72, star 0.63; 4 below 0.50"
std::string image_summary(const ImageRun& run, const Config& config);

/// The table at the end of a run: step, milliseconds, GFLOP, GFLOP/s, megabytes, and what came out;
/// then convolution, kernels, threads, device.
std::string step_table(const Executor& executor, const ImageRun& run);

/// One run as JSON: file, image_id, height and width of the image, the cost of each step and, if
/// the run reached the last one, the objects with class, label, score and bbox (x, y, width, height
/// in pixels of the image).
nlohmann::ordered_json run_json(const ImageRun& run, const Config& config);

}  // namespace mrcnn
