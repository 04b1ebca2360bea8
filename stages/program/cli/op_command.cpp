#include <filesystem>
#include <map>
#include <memory>
#include <set>

#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/io/input_files.hpp"
#include "common/tensor/device.hpp"
#include "common/trace/npy.hpp"

#include "stages/program/cli/command_line.hpp"
#include "stages/program/cli/error_line.hpp"
#include "stages/program/cli/result_text.hpp"
#include "stages/program/op/case_folder.hpp"

namespace mrcnn {
namespace {

struct OpOptions {
  std::string name;
  std::vector<std::string> inputs;
  std::vector<std::string> params;
  std::filesystem::path cases;
  std::filesystem::path out;
  Place place = Place::host;
};

/// "boxes (N,4), [groups i32 (N)]": those in brackets are optional.
std::string listed(const std::vector<OperationArray>& arrays) {
  std::string list;
  for (const OperationArray& array : arrays) {
    const std::string dtype = array.dtype == DType::f32 ? "" : " " + name_of(array.dtype);
    const std::string text = array.name + dtype + " " + array.shape;
    list += (list.empty() ? "" : ", ") + (array.is_optional ? "[" + text + "]" : text);
  }
  return list.empty() ? "none" : list;
}

std::string usage_of(const Operation& operation) {
  std::string usage =
      concat("  ", operation.name, ": ", operation.about, "\n      in ", listed(operation.inputs));
  for (const OperationParameter& parameter : operation.parameters) {
    const bool is_first = &parameter == &operation.parameters.front();
    usage += (is_first ? "; " : " ") + parameter.name + "=" + parameter.value;
  }
  return usage + (operation.run_on_device ? "\n" : "; host only\n");
}

/// The "NAME=VALUE" arguments of an option, with each name at most once. CLI11 hands on an option
/// without arguments as one empty argument. Throws UsageError.
std::map<std::string, std::string> pairs_of(const std::vector<std::string>& arguments,
                                            const std::string& option,
                                            const std::set<std::string>& names) {
  std::string known;
  for (const std::string& name : names) {
    known += (known.empty() ? "" : ", ") + name;
  }
  std::map<std::string, std::string> pairs;
  for (const std::string& argument : arguments) {
    const std::size_t equals = argument.find('=');
    const std::string name = argument.substr(0, equals);
    if (argument.empty()) {
      continue;
    }
    if (equals == std::string::npos || names.count(name) == 0) {
      throw UsageError(option + " " + argument + ": expected NAME=VALUE with NAME among: " +
                       (known.empty() ? "none" : known));
    }
    if (!pairs.emplace(name, argument.substr(equals + 1)).second) {
      throw UsageError(option + " " + argument + ": " + name + " is given twice");
    }
  }
  return pairs;
}

template <class Named>
std::set<std::string> names_in(const std::vector<Named>& items) {
  std::set<std::string> names;
  for (const Named& item : items) {
    names.insert(item.name);
  }
  return names;
}

/// Throws UsageError if a result would replace an input.
void check_outputs(const Operation& operation, const std::map<std::string, std::string>& files,
                   const std::filesystem::path& out) {
  std::vector<std::filesystem::path> read;
  for (const auto& [name, file] : files) {
    read.emplace_back(file);
  }
  const InputFiles inputs(read);
  for (const OperationArray& output : operation.outputs) {
    inputs.check_output(out / (output.name + ".npy"));
  }
}

std::map<std::string, Array> read_inputs(const Operation& operation, const OpOptions& options) {
  const auto files = pairs_of(options.inputs, "--in", names_in(operation.inputs));
  for (const OperationArray& input : operation.inputs) {
    if (!input.is_optional && files.count(input.name) == 0) {
      throw UsageError("op " + operation.name + ": --in " + input.name + "=FILE.npy is missing");
    }
  }
  check_outputs(operation, files, options.out);
  std::map<std::string, Array> arrays;
  for (const auto& [name, file] : files) {
    arrays[name] = read_npy(file);
  }
  return arrays;
}

/// {"out": folder, "arrays": {name: {"dtype", "shape"}}}
nlohmann::ordered_json written_json(const OpOptions& options, const OperationResult& result) {
  auto arrays = nlohmann::ordered_json::object();
  for (const auto& [name, array] : result) {
    arrays[name] = {{"dtype", name_of(array.dtype)}, {"shape", array.shape}};
  }
  return {{"out", options.out.string()}, {"arrays", std::move(arrays)}};
}

/// Many calls at once. A case that fails is reported and left out.
int run_case_folders(const OpOptions& options, const CommonOptions& common) {
  if (!options.name.empty() || !options.inputs.empty() || !options.params.empty() ||
      options.place == Place::device) {
    throw UsageError("op --cases: the cases say what to compute, on the host; expected --out only");
  }
  std::size_t bad = 0;
  const auto refuse = [&](const std::string& name, const std::exception& error) {
    ++bad;
    print_error(name + ": " + error.what());
  };
  const std::size_t good = run_cases(options.cases, options.out, refuse);
  print_result(common, {{"out", options.out.string()}, {"cases", good}, {"failed", bad}}, "");
  return bad == 0 ? 0 : kBadInput;
}

int run_op(const OpOptions& options, const CommonOptions& common) {
  if (!options.cases.empty()) {
    return run_case_folders(options, common);
  }
  if (options.name.empty()) {
    throw UsageError("op: expected the name of a primitive, or --cases FOLDER");
  }
  const Operation& operation = operation_named(options.name);
  if (options.place == Place::device) {
    if (!operation.run_on_device) {
      throw UsageError("op " + operation.name + ": --backend device: only the host has it");
    }
    select_device(common.device_id);
  }
  const auto parameters = pairs_of(options.params, "--param", names_in(operation.parameters));
  const OperationResult result =
      run_operation(operation, options.place, read_inputs(operation, options), parameters);
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
  command.add_option("name", options->name, "the primitive");
  command.add_option("--in", options->inputs, "the inputs: NAME=FILE.npy ...")
      ->expected(0, kMostArguments);
  command.add_option("--param", options->params, "the parameters: NAME=VALUE ...")
      ->expected(0, kMostArguments);
  command.add_option(
      "--cases", options->cases,
      "folder of cases instead: CASE/op.json and CASE/NAME.npy, results in OUT/CASE");
  command.add_option("--out", options->out, "folder for the results, one .npy each")->required();
  add_choice(command, "--backend", options->place, "where to compute");
  std::string footer = "Primitives:\n";
  for (const Operation& operation : operations()) {
    footer += usage_of(operation);
  }
  command.footer(footer);
}

}  // namespace mrcnn
