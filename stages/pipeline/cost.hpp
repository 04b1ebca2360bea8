#pragma once
#include "stages/pipeline/model/model.hpp"
#include "stages/pipeline/pipeline_state.hpp"
#include "stages/pipeline/steps.hpp"

namespace mrcnn {

/// Multiplications and additions of a step's convolutions and matrix products, in 10^9: 2 per
/// weight and output cell, whatever method computes them. 0 for steps without weights. The step
/// must have run: the counts come from the shapes in `state`.
double step_gflop(Step step, const PipelineState<Host>& state, const Model* model);

/// Size of all arrays that a step has read or written, in 10^6 bytes.
double step_megabytes(Step step, const PipelineState<Host>& state);

}  // namespace mrcnn
