#pragma once
#include <functional>

#include <CLI/CLI.hpp>

#include "stages/program/cli/common_options.hpp"

namespace mrcnn {

/// mrcnn op NAME --in k=v.npy --param k=v --out DIR: one primitive on arrays of the caller.
void add_op_command(CLI::App& program, CommonOptions& common, std::function<int()>& run);

}  // namespace mrcnn
