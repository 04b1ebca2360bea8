#pragma once
#include "stages/pipeline/model/model.hpp"
#include "stages/pipeline/pipeline_state.hpp"
#include "stages/pipeline/steps.hpp"

namespace mrcnn {

/// Multiplications and additions of a step's convolutions and matrix products, in 10^9, counted for
/// the direct method whatever is used: 2 per weight and output cell. 0 for steps without weights.
/// Call it after the step has run: the counts of regions come from the state.
template <class Place>
double step_gflop(Step step, const PipelineState<Place>& state, const Model* model);

}  // namespace mrcnn
