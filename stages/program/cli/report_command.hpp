#pragma once
#include <filesystem>
#include <functional>
#include <optional>

#include <CLI/CLI.hpp>

#include "stages/program/cli/common_options.hpp"

#include "viz/report/page.hpp"

namespace mrcnn {

/// Writes the page of a trace to a file, beside its place and then renamed.
///
///   against  another trace, whose differences the page shows too
///
/// Throws InputError if one of them is no trace or lacks the photograph, OutputError if the file
/// cannot be written.
Page write_report(const std::filesystem::path& trace, const std::filesystem::path& file,
                  const std::optional<std::filesystem::path>& against = std::nullopt);

/// mrcnn report DIR -o page.html [--against DIR2]: a page to explore a run.
void add_report_command(CLI::App& program, CommonOptions& common, std::function<int()>& run);

}  // namespace mrcnn
