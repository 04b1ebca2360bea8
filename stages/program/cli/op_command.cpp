#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>

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
  std::string backend = "host";
};

std::vector<Operation> all_operations() {
  std::vector<Operation> all;
  for (const auto& group :
       {image_operations(), box_operations(), region_operations(), selection_operations()}) {
    all.insert(all.end(), group.begin(), group.end());
  }
  return all;
}

/// The names of operations, inputs or parameters with commas between them.
template <class List>
std::string names_in(const List& list) {
  std::string line;
  for (const auto& element : list) {
    line += (line.empty() ? "" : ", ") + element.name;
  }
  return line.empty() ? "none" : line;
}

std::string usage_of(const Operation& op) {
  std::string line = "  " + op.name + ": " + op.about + "\n      in ";
  std::string separator;
  for (const Operation::Input& input : op.inputs) {
    line += separator + (input.is_optional ? "[" + input.name + "]" : input.name);
    separator = ", ";
  }
  line += op.inputs.empty() ? "none" : "";
  for (const Operation::Param& p : op.params) {
    line += "; " + p.name + "=" + p.default_value.value_or("...");
  }
  return line + (op.run_on_device ? "\n" : "; host only\n");
}

const Operation& find_operation(const std::vector<Operation>& all, const std::string& name) {
  const auto op =
      std::find_if(all.begin(), all.end(), [&](const Operation& o) { return o.name == name; });
  if (op == all.end()) {
    throw UsageError("op " + name + ": no such operation, expected one of: " + names_in(all));
  }
  return *op;
}

/// Splits "NAME=VALUE" arguments, the names of which are those of `known`. CLI11 hands on an option
/// without arguments as one empty argument. Throws UsageError.
template <class List>
std::map<std::string, std::string> named_values(const std::vector<std::string>& arguments,
                                                const std::string& option, const List& known) {
  std::map<std::string, std::string> values;
  for (const std::string& argument : arguments) {
    if (argument.empty()) {
      continue;
    }
    const std::size_t equals = argument.find('=');
    const std::string name = argument.substr(0, equals);
    const bool is_known = std::any_of(known.begin(), known.end(),
                                      [&](const auto& element) { return element.name == name; });
    if (equals == std::string::npos || !is_known) {
      throw UsageError(option + " " + argument +
                       ": expected NAME=VALUE with NAME among: " + names_in(known));
    }
    if (!values.emplace(name, argument.substr(equals + 1)).second) {
      throw UsageError(option + " " + argument + ": " + name + " is given twice");
    }
  }
  return values;
}

std::map<std::string, Array> read_inputs(const Operation& op, const OpOptions& options) {
  const auto files = named_values(options.inputs, "--in", op.inputs);
  for (const Operation::Input& input : op.inputs) {
    if (!input.is_optional && files.count(input.name) == 0) {
      throw UsageError("op " + op.name + ": --in " + input.name + "=FILE.npy is missing");
    }
  }
  std::map<std::string, Array> arrays;
  for (const auto& [name, file] : files) {
    arrays[name] = read_npy(file);
  }
  return arrays;
}

std::map<std::string, std::string> read_params(const Operation& op, const OpOptions& options) {
  auto values = named_values(options.params, "--param", op.params);
  for (const Operation::Param& p : op.params) {
    if (!p.default_value && values.count(p.name) == 0) {
      throw UsageError("op " + op.name + ": --param " + p.name + "=... is missing");
    }
    values.emplace(p.name, p.default_value.value_or(""));
  }
  return values;
}

/// The function that computes the operation on the chosen side. Throws UsageError for an operation
/// that has no device code, InputError if device code cannot run here.
const Operation::Function& function_of(const Operation& op, const OpOptions& options,
                                       int device_id) {
  if (options.backend == "host") {
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
  command.add_option("--backend", options->backend, "where to compute")
      ->check(CLI::IsMember({"host", "device"}));
  std::string footer = "Primitives:\n";
  for (const Operation& op : all_operations()) {
    footer += usage_of(op);
  }
  command.footer(footer);
}

}  // namespace mrcnn
