#pragma once
#include "stages/program/cli/common_options.hpp"
#include "stages/program/evaluate/commands/eval_options.hpp"

namespace mrcnn {

/// Runs the model on the images, then evaluates over those that could be read. Returns the run's
/// exit code.
int evaluate_images(const EvalOptions& options, const CommonOptions& common);

}  // namespace mrcnn
