#pragma once
#include <filesystem>
#include <optional>

#include "common/trace/manifest.hpp"

#include "stages/pipeline/model/model.hpp"
#include "stages/program/cli/run_plan.hpp"

namespace mrcnn {

/// The configuration of a run, and the model if a step of it has weights.
struct ConfiguredModel {
  Config config;
  std::optional<Model> model;
};

/// Reads what the plan asks for. The configuration is that of the source trace's manifest, else the
/// model file's, else torchvision's, with the overrides on top. The model file is the plan's, else
/// the one that made the trace if it is still there, else the bundled one.
///
///   source  manifest of the trace that the plan starts from, if it has one
///
/// Warns on standard error if another model made the trace. Throws UsageError if the trace's model
/// is not here.
ConfiguredModel configured_model(const RunPlan& plan, const std::optional<Manifest>& source);

}  // namespace mrcnn
