#pragma once
#include <functional>

#include <CLI/CLI.hpp>

#include "stages/program/cli/common_options.hpp"

namespace mrcnn {

/// mrcnn demo: all six stages on the bundled scenes with the bundled model.
void add_demo_command(CLI::App& program, CommonOptions& common, std::function<int()>& run);

}  // namespace mrcnn
