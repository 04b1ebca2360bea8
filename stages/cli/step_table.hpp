#pragma once
#include <string>
#include <vector>

#include "common/trace/manifest.hpp"

#include "stages/pipeline/pipeline_state.hpp"

namespace mrcnn {

/// The table at the end of a run: step, milliseconds, GFLOP, GFLOP/s, megabytes, and what came out.
std::string step_table(const std::vector<StepCost>& costs, const PipelineState<Host>& state);

}  // namespace mrcnn
