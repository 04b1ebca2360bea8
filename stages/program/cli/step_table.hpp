#pragma once
#include <string>
#include <vector>

#include "common/trace/manifest.hpp"

#include "stages/pipeline/pipeline_state.hpp"

namespace mrcnn {

/// What each of the steps made, in a few words.
std::vector<std::string> step_outcomes(const std::vector<StepCost>& costs,
                                       const PipelineState<Host>& state);

/// The table at the end of a run: step, milliseconds, GFLOP, GFLOP/s, megabytes, and what came out.
std::string step_table(const std::vector<StepCost>& costs,
                       const std::vector<std::string>& outcomes);

}  // namespace mrcnn
