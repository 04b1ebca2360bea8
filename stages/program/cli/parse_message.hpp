#pragma once
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace mrcnn {

/// The line for a command line that cannot be parsed. It names the unknown word, which may be a
/// command, an option, or a file whose name begins with a dash.
std::string parse_message(const CLI::App& program, const CLI::ParseError& error);

/// Throws UsageError for what parsing accepts but is surely a mistake: an option whose value is
/// empty, as in --dump "$folder", or is another option, as in --dump --quiet.
void check_values(const CLI::App& program);

/// Throws UsageError for an argument that is a file, -hello.png, and would be read as options, -h
/// first.
void refuse_files_like_options(const CLI::App& program, const std::vector<std::string>& arguments);

}  // namespace mrcnn
