#include "stages/program/op/operation.hpp"

#include "common/error.hpp"
#include "common/io/one_line.hpp"

namespace mrcnn {

const std::vector<Operation>& operations() {
  static const std::vector<Operation> all = [] {
    std::vector<Operation> table;
    for (const auto& group :
         {image_operations(), box_operations(), region_operations(), selection_operations()}) {
      table.insert(table.end(), group.begin(), group.end());
    }
    return table;
  }();
  return all;
}

const Operation& operation_named(const std::string& name) {
  std::string names;
  for (const Operation& operation : operations()) {
    if (operation.name == name) {
      return operation;
    }
    names += (names.empty() ? "" : ", ") + operation.name;
  }
  throw UsageError("op " + one_line(name) + ": no such operation, expected one of: " + names);
}

OperationResult run_operation(const Operation& operation, Place place,
                              std::map<std::string, Array> inputs,
                              std::map<std::string, std::string> parameters) {
  if (place == Place::device && !operation.run_on_device) {
    throw UsageError("op " + operation.name + ": only the host has it, not the device");
  }
  for (const OperationParameter& parameter : operation.parameters) {
    const bool is_new = parameters.emplace(parameter.name, parameter.value).second;
    if (is_new && parameter.is_required()) {
      throw UsageError("op " + operation.name + ": --param " + parameter.name + "=... is missing");
    }
  }
  const OperationCall call(std::move(inputs), std::move(parameters));
  try {
    return place == Place::host ? operation.run(call) : operation.run_on_device(call);
  } catch (const ShapeError& error) {
    throw InputError("op " + operation.name + ": " + error.what());
  }
}

}  // namespace mrcnn
