#pragma once
#include <functional>

#include <CLI/CLI.hpp>

#include "stages/program/cli/common_options.hpp"

namespace mrcnn {

/// mrcnn scenes --count N --seed S --out DIR: synthetic scenes as PNG files, and what is in them as
/// DIR/truth.json. The scene of seed S is the same in every set that holds it.
void add_scenes_command(CLI::App& program, CommonOptions& common, std::function<int()>& run);

}  // namespace mrcnn
