#pragma once
#include <functional>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "common/enum_names.hpp"

#include "stages/program/cli/common_options.hpp"

namespace mrcnn {

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
