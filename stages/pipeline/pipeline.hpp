#pragma once
#include <functional>
#include <string>
#include <vector>

#include "common/nn/compute_options.hpp"
#include "common/trace/manifest.hpp"

#include "stages/pipeline/model/config.hpp"
#include "stages/pipeline/model/model.hpp"
#include "stages/pipeline/pipeline_state.hpp"
#include "stages/pipeline/steps.hpp"

namespace mrcnn {

struct RunOptions {
  Step from = Step::features;
  Step to = Step::paste;
  ComputeOptions compute = {};
  bool keep_backbone_maps = false;                        // C2..C5, wanted by traces only
  std::function<void(const StepInfo&)> before_step = {};  // progress
};

/// Puts an image at the beginning of a run.
void set_image(PipelineState<Host>& state, InputImage<Host> image, const ImageParams& params);

/// The same for a run on the device, which makes the network's input itself: its size is known, its
/// pixels are not.
void set_photograph(PipelineState<Host>& state, InputImage<Host> image, const ImageParams& params);

/// Gives a run the true objects, in pixels of the photograph; they are moved to the frame of the
/// boxes.
///
///   truth  (G)
///   masks  (G, H0, W0)
void set_truth(PipelineState<Host>& state, const GroundTruth<Host>& truth,
               HostTensor<std::uint8_t, 3> masks, const Config& config);

/// One step, from what is in the state to what it adds. `model` may be null for steps without
/// weights.
void run_step(Step step, PipelineState<Host>& state, const Config& config, const Model* model,
              const RunOptions& options = {});

/// The steps from options.from to options.to, in order.
///
/// Throws InputError if an array a step reads is missing or not finite (naming array and index), or
/// if counts contradict each other; UsageError if a step needs weights and there is no model.
std::vector<StepCost> run_pipeline(PipelineState<Host>& state, const Config& config,
                                   const Model* model, const RunOptions& options = {});

}  // namespace mrcnn
