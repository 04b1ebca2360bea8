#pragma once
#include <optional>
#include <vector>

#include "stages/pipeline/pipeline.hpp"

namespace mrcnn {

/// The weights of a model in device memory.
struct DeviceWeights {
  FeaturesWeights<Device> features;
  RpnWeights<Device> rpn;
  BoxHeadWeights<Device> box_head;
  MaskHeadWeights<Device> masks;

  explicit DeviceWeights(const Model& model);
};

/// Which arrays come back from the device.
enum class Wanted {
  results,     // what pictures and result files need
  everything,  // all arrays of a trace
};

/// Runs steps on the device. Weights are taken there once; between the first and the last step data
/// stay there, and the host waits for two numbers only: how many proposals there are, and how many
/// valid detections.
class DevicePipeline {
 public:
  /// `model` may be null for steps without weights. Throws InputError if there is no device.
  explicit DevicePipeline(const Model* model);

  /// What run_pipeline() does: the arrays that the steps read are taken from `state`, those they
  /// make and that are wanted are put there. Throws the same, though what is not finite is found at
  /// the end only. Fills what a table of the steps needs.
  std::vector<StepCost> run(PipelineState<Host>& state, const Config& config,
                            const RunOptions& options, Wanted wanted);

  /// All arrays of the last run, on the device.
  [[nodiscard]] const PipelineState<Device>& state() const { return state_; }

  /// How often the host waited for the device during the last run, before results were copied.
  [[nodiscard]] std::size_t waits() const { return waits_; }

 private:
  const Model* model_;
  std::optional<DeviceWeights> weights_;
  PipelineState<Device> state_;
  std::size_t waits_ = 0;
};

}  // namespace mrcnn
