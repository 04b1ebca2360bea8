#pragma once
#include <string>
#include <vector>

#include "stages/program/cli/executor.hpp"

namespace mrcnn {

/// Detections of stage 4 that stage 5 rejected because they overlap no true object; none without
/// ground truth. Scores descend.
std::vector<std::size_t> rejected_rows(const PipelineState<Host>& state);

/// "1: scene_1.png, 256x256: 9 objects: circle 0.99, star 0.97, ...; 4 below 0.50; 2 rejected by
/// IoU < 0.5 with the ground truth: ring 0.72 and 1 below 0.50"
std::string image_summary(const ImageRun& run, const Config& config);

/// What the table of steps ends with: convolution, kernels, threads, device.
std::string run_footer(const Executor& executor, const ImageRun& run);

}  // namespace mrcnn
