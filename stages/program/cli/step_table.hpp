#pragma once
#include <string>
#include <vector>

#include "stages/program/cli/executor.hpp"

namespace mrcnn {

/// What each of the steps made, in a few words.
template <class Place>
std::vector<std::string> step_outcomes(const std::vector<StepCost>& costs,
                                       const PipelineState<Place>& state);

/// The table at the end of a run: step, milliseconds, GFLOP, GFLOP/s, megabytes, and what came out.
std::string step_table(const ImageRun& run);

}  // namespace mrcnn
