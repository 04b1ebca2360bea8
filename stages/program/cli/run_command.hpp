#pragma once
#include <functional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "stages/program/cli/common_options.hpp"
#include "stages/program/cli/run_job.hpp"

namespace mrcnn {

/// Runs every photograph of the list: one line each, overlays and one detections.json below `out`,
/// traces below `dump` (empty: none), the table of steps at the end.
int run_photographs(RunJob& job, const std::vector<std::string>& files, const std::string& out,
                    const std::string& dump);

/// mrcnn run IMAGE... and mrcnn run --resume DIR.
void add_run_command(CLI::App& program, CommonOptions& common, std::function<int()>& run);

}  // namespace mrcnn
