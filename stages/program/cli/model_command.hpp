#pragma once
#include <functional>

#include <CLI/CLI.hpp>

#include "stages/program/cli/common_options.hpp"

namespace mrcnn {

/// mrcnn model info|check|random|convert: looks at a model file, checks it, makes one of random
/// weights or of somebody else's.
void add_model_command(CLI::App& program, CommonOptions& common, std::function<int()>& run);

}  // namespace mrcnn
