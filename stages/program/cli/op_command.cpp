#include "stages/program/cli/op_command.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>

#include "common/error.hpp"
#include "common/tensor/device.hpp"
#include "common/trace/npy.hpp"

#include "stages/program/cli/op/operation.hpp"
#include "stages/program/cli/print_json.hpp"

namespace mrcnn {
namespace {

struct OpOptions {
  std::string name;
  std::vector<std::string> inputs;
  std::vector<std::string> params;
  std::string out;
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

std::string joined(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) {
    line += (line.empty() ? "" : ", ") + word;
  }
  return line.empty() ? "none" : line;
}

std::string usage_of(const Operation& op) {
  std::string line = "  " + op.name + ": " + op.about + "\n      in " + joined(op.inputs);
  for (const std::string& name : op.optional_inputs) {
    line += " [" + name + "]";
  }
  for (const Operation::Param& p : op.params) {
    line += p.standard == "?" ? "; " + p.name + "=..." : "; " + p.name + "=" + p.standard;
  }
  return line + (op.run_on_device ? "\n" : "; host only\n");
}

const Operation& find_operation(const std::vector<Operation>& all, const std::string& name) {
  const auto op =
      std::find_if(all.begin(), all.end(), [&](const Operation& o) { return o.name == name; });
  if (op == all.end()) {
    std::vector<std::string> names;
    for (const Operation& o : all) {
      names.push_back(o.name);
    }
    throw UsageError("op " + name + ": no such operation, expected one of: " + joined(names));
  }
  return *op;
}

/// Splits "key=value" arguments. Throws UsageError for one without '=', an unknown key or a key
/// given twice.
std::map<std::string, std::string> pairs(const std::vector<std::string>& arguments,
                                         const std::string& option,
                                         const std::vector<std::string>& known) {
  std::map<std::string, std::string> result;
  for (const std::string& argument : arguments) {
    const std::size_t equals = argument.find('=');
    const std::string key = argument.substr(0, equals);
    if (equals == std::string::npos || std::find(known.begin(), known.end(), key) == known.end()) {
      throw UsageError(option + " " + argument +
                       ": expected KEY=VALUE with KEY among: " + joined(known));
    }
    if (!result.emplace(key, argument.substr(equals + 1)).second) {
      throw UsageError(option + " " + argument + ": " + key + " is given twice");
    }
  }
  return result;
}

std::map<std::string, Array> read_inputs(const Operation& op, const OpOptions& options) {
  std::vector<std::string> known = op.inputs;
  known.insert(known.end(), op.optional_inputs.begin(), op.optional_inputs.end());
  const auto files = pairs(options.inputs, "--in", known);
  std::map<std::string, Array> arrays;
  for (const std::string& name : op.inputs) {
    if (files.count(name) == 0) {
      throw UsageError("op " + op.name + ": --in " + name + "=FILE.npy is missing");
    }
  }
  for (const auto& [name, file] : files) {
    arrays[name] = read_npy(file);
  }
  return arrays;
}

std::map<std::string, std::string> read_params(const Operation& op, const OpOptions& options) {
  std::vector<std::string> known;
  for (const Operation::Param& p : op.params) {
    known.push_back(p.name);
  }
  auto values = pairs(options.params, "--param", known);
  for (const Operation::Param& p : op.params) {
    if (p.standard == "?" && values.count(p.name) == 0) {
      throw UsageError("op " + op.name + ": --param " + p.name + "=... is missing");
    }
    values.emplace(p.name, p.standard);
  }
  return values;
}

/// What computes the operation where it is wanted. Throws UsageError for an operation that only the
/// host has, InputError if device code cannot run here.
const std::function<OperationResult(const OperationCall&)>& runner_of(const Operation& op,
                                                                      const OpOptions& options,
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
  return {{"out", options.out}, {"arrays", std::move(arrays)}};
}

int run_op(const OpOptions& options, const CommonOptions& common) {
  const std::vector<Operation> all = all_operations();
  const Operation& op = find_operation(all, options.name);
  const auto& run = runner_of(op, options, common.device_id);
  const auto params = read_params(op, options);
  const OperationCall call(read_inputs(op, options), params);
  OperationResult result;
  try {
    result = run(call);
  } catch (const ShapeError& error) {
    throw InputError("op " + op.name + ": " + error.what());
  }
  std::error_code failure;
  std::filesystem::create_directories(options.out, failure);
  if (failure) {
    throw OutputError(options.out + ": cannot be made: " + failure.message());
  }
  for (const auto& [name, array] : result) {
    write_npy(std::filesystem::path(options.out) / (name + ".npy"), array);
  }
  if (common.json) {
    print_json(written_json(options, result));
  }
  return 0;
}

}  // namespace

void add_op_command(CLI::App& program, CommonOptions& common, std::function<int()>& run) {
  const auto options = std::make_shared<OpOptions>();
  CLI::App* command = program.add_subcommand("op", "run one primitive on .npy arrays");
  command->add_option("name", options->name, "the primitive")->required();
  command->add_option("--in", options->inputs, "NAME=FILE.npy ..., the inputs");
  command->add_option("--param", options->params, "NAME=VALUE ..., the parameters");
  command->add_option("--out", options->out, "folder for the results, one .npy each")->required();
  command->add_option("--backend", options->backend, "where to compute")
      ->check(CLI::IsMember({"host", "device"}));
  std::string footer = "Primitives:\n";
  for (const Operation& op : all_operations()) {
    footer += usage_of(op);
  }
  command->footer(footer);
  command->callback(
      [options, &common, &run] { run = [options, &common] { return run_op(*options, common); }; });
}

}  // namespace mrcnn
