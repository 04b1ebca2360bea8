#pragma once
#include <iostream>
#include <string>

#include <nlohmann/json.hpp>

#include "stages/program/cli/common_options.hpp"

namespace mrcnn {

inline constexpr int kCompact = -1;  // JSON without line ends

/// JSON as commands print it. Bytes of file names that are not UTF-8 are replaced.
inline std::string result_text(const nlohmann::ordered_json& json, int indent = 2) {
  return json.dump(indent, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

/// Prints a command's result: a JSON document with --json, nothing with --quiet, else text.
inline void print_result(const CommonOptions& common, const nlohmann::ordered_json& json,
                         const std::string& text) {
  if (common.json) {
    std::cout << result_text(json) << "\n";
  } else if (!common.quiet) {
    std::cout << text;
  }
}

}  // namespace mrcnn
