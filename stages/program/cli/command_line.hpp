#pragma once
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "common/enum_names.hpp"
#include "common/nn/compute_options.hpp"

namespace mrcnn {

/// The options of every command.
struct CommonOptions {
  int threads = 0;               // 0: as many as the machine has
  std::vector<std::string> set;  // "STAGE.KEY=VALUE", applied in order
  ComputeOptions compute;
  int device_id = 0;
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

/// Prints a command's result: a JSON document with --json, nothing with --quiet, else text. Bytes
/// of file names that are not UTF-8 are replaced in JSON.
inline void print_result(const CommonOptions& common, const nlohmann::ordered_json& json,
                         const std::string& text) {
  constexpr int kIndent = 2;
  if (common.json) {
    std::cout << json.dump(kIndent, ' ', false, nlohmann::ordered_json::error_handler_t::replace)
              << "\n";
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

}  // namespace mrcnn
