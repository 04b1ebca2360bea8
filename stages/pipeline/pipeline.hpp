#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include <mrcnn/place.hpp>

#include "common/nn/compute_options.hpp"
#include "common/trace/manifest.hpp"

#include "stages/pipeline/model/config.hpp"
#include "stages/pipeline/model/model.hpp"
#include "stages/pipeline/pipeline_state.hpp"
#include "stages/pipeline/steps.hpp"

namespace mrcnn {

/// Which arrays are still in the state after a run.
enum class Keep {
  results,     // what pictures and result files need; the rest is released after its last reader
  everything,  // all arrays of a trace
  extras,      // and the maps that the pyramid adds
};

struct RunOptions {
  Step from = Step::features;
  Step to = Step::paste;
  ComputeOptions compute = {};
  Keep keep = Keep::everything;
  std::function<void(const StepInfo&)> before_step = {};  // progress
};

/// Throws InputError "FILE: reason" if some of the steps need the mask head that a model lacks.
void require_mask_head(const Model& model, Step from, Step to);

/// Runs steps of mask_rcnn() on the host or on the device.
class Pipeline {
 public:
  /// Takes the weights to the device, if that is the place. `model` may be null for steps without
  /// weights; otherwise it must outlive the pipeline. Throws InputError if there is no device.
  Pipeline(Place place, const Model* model);

  /// The steps from options.from to options.to, in order: the arrays they read are taken from
  /// `state`, those they make and options.keep asks for are put there. On the device the data stay
  /// there in between, and the host waits for two numbers only: how many proposals there are, and
  /// how many valid detections.
  ///
  /// Throws InputError if an array a step reads is missing or not finite (naming array and index;
  /// found at the end on the device), or if counts contradict each other; UsageError if a step
  /// needs weights and there is no model.
  std::vector<StepCost> run(PipelineState<Host>& state, const Config& config,
                            const RunOptions& options = {});

  [[nodiscard]] Place place() const { return place_; }

  /// How often the host waited for the device during the last run, before results were copied.
  [[nodiscard]] std::size_t waits() const { return waits_; }

 private:
  std::vector<double> run_on_host(PipelineState<Host>& state, const Config& config,
                                  const RunOptions& options);
  std::vector<double> run_on_device(PipelineState<Host>& state, const Config& config,
                                    const RunOptions& options);

  Place place_;
  const Model* model_;
  std::optional<ModelWeights<Device>> device_weights_;
  std::size_t waits_ = 0;
};

}  // namespace mrcnn
