#pragma once
#include <functional>

#include "common/nn/compute_options.hpp"

#include "stages/pipeline/model/model.hpp"
#include "stages/pipeline/pipeline_state.hpp"
#include "stages/pipeline/steps.hpp"

namespace mrcnn {

/// Runs one step, or leaves it out.
using RunStep = std::function<void(Step, const std::function<void()>& compute)>;

/// Mask R-CNN in a straight line (He et al. 2017): an image goes in, boxes, classes and masks come
/// out. Host and device run the same lines.
///
///   s         s.input is what the network sees; every step adds what it computes
///   run_step  is given all nine steps in order and decides what is computed (pipeline.hpp)
template <class Place>
void mask_rcnn(PipelineState<Place>& s, const Config& config, const ModelWeights<Place>& weights,
               const ComputeOptions& compute, const RunStep& run_step);

}  // namespace mrcnn
