#pragma once
#include <functional>

#include <CLI/CLI.hpp>

#include "stages/cli/common_options.hpp"

namespace mrcnn {

/// mrcnn compare A B: two traces on disk, judged step by step (docs/comparing.md). Ends with 0 if
/// they go together, with 1 if they do not.
void add_compare_command(CLI::App& program, CommonOptions& common, std::function<int()>& run);

}  // namespace mrcnn
