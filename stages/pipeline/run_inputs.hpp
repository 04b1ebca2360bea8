#pragma once
#include "stages/pipeline/model/config.hpp"
#include "stages/pipeline/pipeline_state.hpp"

namespace mrcnn {

/// Gives a run its image. The run makes the network's input from it, where it computes.
void set_image(PipelineState<Host>& state, InputImage<Host> image, const ImageParams& params);

/// Gives a run the true objects, in pixels of the image; they are moved to the frame of the boxes.
///
///   truth  (G)
///   masks  (G, H0, W0)
void set_truth(PipelineState<Host>& state, const GroundTruth<Host>& truth,
               HostTensor<std::uint8_t, 3> masks, const Config& config);

}  // namespace mrcnn
