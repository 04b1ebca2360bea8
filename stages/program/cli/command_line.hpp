#pragma once
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "common/enum_names.hpp"
#include "common/nn/compute_options.hpp"

namespace mrcnn {

/// The options of every command.
struct CommonOptions {
  int threads = 0;               // 0: as many as the machine has
  std::vector<std::string> set;  // "STAGE.KEY=VALUE", applied in order
  ComputeOptions compute;
  bool conv_is_given = false;  // else each command has its own way
  int device_id = 0;
  double memory = 0.0;  // gigabytes that a run may need; 0: those of the machine
  bool quiet = false;
  bool json = false;
};

/// Collects the commands before parsing and holds the chosen one afterwards.
struct CommandLine {
  CLI::App program;
  CommonOptions common;
  std::function<int()> chosen_command;  // returns the exit code

  /// Adds a command below `parent`. Parsing fills `options`, whose fields the caller binds to
  /// options of the returned command; `action` then runs with them.
  template <class Options>
  CLI::App* add(CLI::App& parent, const std::string& name, const std::string& description,
                const std::shared_ptr<Options>& options,
                int (*action)(const Options&, const CommonOptions&)) {
    CLI::App* command = parent.add_subcommand(name, description);
    command->callback([this, options, action] {
      chosen_command = [this, options, action] { return action(*options, common); };
    });
    return command;
  }
};

/// An option whose value is the name of an enumerator.
template <NamedEnum T>
void add_choice(CLI::App& command, const std::string& option, T& value,
                const std::string& description) {
  const auto set_value = [&value](const std::string& name) {
    value = value_named<T>(name).value();
  };
  command.add_option_function<std::string>(option, set_value, description)
      ->check(CLI::IsMember(all_names<T>()));
}

/// Whether a command shows its progress: on a terminal, unless it should be quiet.
inline bool shows_progress(const CommonOptions& common) {
  return !common.quiet && !common.json && isatty(STDERR_FILENO) == 1;
}

inline constexpr const char* kClearLine = "\r\033[K";  // of a terminal

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

void add_demo_command(CommandLine& line);
void add_run_command(CommandLine& line);
void add_compare_command(CommandLine& line);
void add_report_command(CommandLine& line);
void add_scenes_command(CommandLine& line);
void add_model_command(CommandLine& line);
void add_fetch_command(CommandLine& line);
void add_op_command(CommandLine& line);
void add_lab_command(CommandLine& line);

}  // namespace mrcnn
