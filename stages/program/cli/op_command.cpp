#include <filesystem>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <sstream>

#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/tensor/device.hpp"
#include "common/trace/npy.hpp"

#include "stages/program/cli/command_line.hpp"
#include "stages/program/cli/op/operation.hpp"

namespace mrcnn {
namespace {

struct OpOptions {
  std::string name;
  std::vector<std::string> inputs;
  std::vector<std::string> params;
  std::filesystem::path out;
  Place place = Place::host;
};

std::vector<Operation> all_operations() {
  std::vector<Operation> all;
  for (const auto& group :
       {image_operations(), box_operations(), region_operations(), selection_operations()}) {
    all.insert(all.end(), group.begin(), group.end());
  }
  return all;
}

std::vector<std::string> words_in(const std::string& line) {
  std::istringstream in(line);
  return {std::istream_iterator<std::string>(in), {}};
}

std::string usage_of(const Operation& op) {
  return concat("  ", op.name, ": ", op.about, "\n      in ",
                op.inputs.empty() ? "none" : op.inputs, op.params.empty() ? "" : "; ", op.params,
                op.run_on_device ? "\n" : "; host only\n");
}

const Operation& find_operation(const std::vector<Operation>& all, const std::string& name) {
  std::string names;
  for (const Operation& op : all) {
    if (op.name == name) {
      return op;
    }
    names += (names.empty() ? "" : ", ") + op.name;
  }
  throw UsageError("op " + name + ": no such operation, expected one of: " + names);
}

/// Adds the "NAME=VALUE" arguments of an option, whose names must be keys of `values`. CLI11 hands
/// on an option without arguments as one empty argument. Throws UsageError.
void read_pairs(const std::vector<std::string>& arguments, const std::string& option,
                std::map<std::string, std::optional<std::string>>& values) {
  std::string names;
  for (const auto& [name, value] : values) {
    names += (names.empty() ? "" : ", ") + name;
  }
  std::set<std::string> given;
  for (const std::string& argument : arguments) {
    const std::size_t equals = argument.find('=');
    const std::string name = argument.substr(0, equals);
    if (argument.empty()) {
      continue;
    }
    if (equals == std::string::npos || values.count(name) == 0) {
      throw UsageError(option + " " + argument + ": expected NAME=VALUE with NAME among: " +
                       (names.empty() ? "none" : names));
    }
    if (!given.insert(name).second) {
      throw UsageError(option + " " + argument + ": " + name + " is given twice");
    }
    values[name] = argument.substr(equals + 1);
  }
}

std::map<std::string, Array> read_inputs(const Operation& op, const OpOptions& options) {
  std::map<std::string, std::optional<std::string>> files;
  std::vector<std::string> required;
  for (const std::string& word : words_in(op.inputs)) {
    const bool is_optional = word.front() == '[';
    files[is_optional ? word.substr(1, word.size() - 2) : word] = std::nullopt;
    required.insert(required.end(), is_optional ? 0 : 1, word);
  }
  read_pairs(options.inputs, "--in", files);
  for (const std::string& name : required) {
    if (!files[name]) {
      throw UsageError("op " + op.name + ": --in " + name + "=FILE.npy is missing");
    }
  }
  std::map<std::string, Array> arrays;
  for (const auto& [name, file] : files) {
    if (file) {
      arrays[name] = read_npy(*file);
    }
  }
  return arrays;
}

std::map<std::string, std::string> read_params(const Operation& op, const OpOptions& options) {
  std::map<std::string, std::optional<std::string>> values;
  for (const std::string& word : words_in(op.params)) {
    const std::string value = word.substr(word.find('=') + 1);
    values[word.substr(0, word.find('='))] = value == "..." ? std::nullopt : std::optional(value);
  }
  read_pairs(options.params, "--param", values);
  std::map<std::string, std::string> params;
  for (const auto& [name, value] : values) {
    if (!value) {
      throw UsageError("op " + op.name + ": --param " + name + "=... is missing");
    }
    params[name] = *value;
  }
  return params;
}

/// The function that computes the operation on the chosen side. Throws UsageError for an operation
/// that has no device code, InputError if device code cannot run here.
const Operation::Function& function_of(const Operation& op, const OpOptions& options,
                                       int device_id) {
  if (options.place == Place::host) {
    return op.run;
  }
  if (!op.run_on_device) {
    throw UsageError("op " + op.name + ": --backend device: only the host has it");
  }
  select_device(device_id);
  return op.run_on_device;
}

/// {"out": folder, "arrays": {name: {"dtype", "shape"}}}
nlohmann::ordered_json written_json(const OpOptions& options, const OperationResult& result) {
  auto arrays = nlohmann::ordered_json::object();
  for (const auto& [name, array] : result) {
    arrays[name] = {{"dtype", name_of(array.dtype)}, {"shape", array.shape}};
  }
  return {{"out", options.out.string()}, {"arrays", std::move(arrays)}};
}

int run_op(const OpOptions& options, const CommonOptions& common) {
  const std::vector<Operation> all = all_operations();
  const Operation& op = find_operation(all, options.name);
  const Operation::Function& function = function_of(op, options, common.device_id);
  const auto params = read_params(op, options);
  OperationResult result;
  try {
    result = function(OperationCall(read_inputs(op, options), params));
  } catch (const ShapeError& error) {
    throw InputError("op " + op.name + ": " + error.what());
  }
  make_folder(options.out);
  for (const auto& [name, array] : result) {
    write_npy(options.out / (name + ".npy"), array);
  }
  print_result(common, written_json(options, result), "");
  return 0;
}

}  // namespace

void add_op_command(CommandLine& line) {
  const auto options = std::make_shared<OpOptions>();
  CLI::App& command =
      *line.add(line.program, "op", "run one primitive on .npy arrays", options, run_op);
  constexpr int kMostArguments = 64;
  command.add_option("name", options->name, "the primitive")->required();
  command.add_option("--in", options->inputs, "the inputs: NAME=FILE.npy ...")
      ->expected(0, kMostArguments);
  command.add_option("--param", options->params, "the parameters: NAME=VALUE ...")
      ->expected(0, kMostArguments);
  command.add_option("--out", options->out, "folder for the results, one .npy each")->required();
  add_choice(command, "--backend", options->place, "where to compute");
  std::string footer = "Primitives:\n";
  for (const Operation& op : all_operations()) {
    footer += usage_of(op);
  }
  command.footer(footer);
}

}  // namespace mrcnn
