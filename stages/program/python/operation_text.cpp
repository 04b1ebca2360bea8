#include "stages/program/python/operation_text.hpp"

#include <algorithm>
#include <cctype>

#include "common/error.hpp"

namespace mrcnn {
namespace {

const char* dtype_text(DType dtype) {
  return dtype == DType::f32 ? "float32" : dtype == DType::i32 ? "int32" : "uint8";
}

/// The word of the table as Python writes it.
std::string literal(const OperationParameter& parameter) {
  const std::string& word = parameter.value;
  if (word.empty()) {
    return "None";
  }
  switch (parameter.kind) {
    case ParameterKind::flag:
      return word == "1" ? "True" : "False";
    case ParameterKind::choice:
      return "'" + word + "'";
    case ParameterKind::numbers:
    case ParameterKind::area:
    case ParameterKind::grids: {
      std::string tuple = "(" + word + ")";
      for (std::size_t comma = tuple.find(','); comma != std::string::npos;
           comma = tuple.find(',', comma + 1)) {
        tuple.insert(comma + 1, " ");
      }
      return tuple;
    }
    default:
      return word;
  }
}

std::string type_of(const OperationParameter& parameter) {
  const bool may_be_none = parameter.value.empty();
  switch (parameter.kind) {
    case ParameterKind::number:
      return "float";
    case ParameterKind::whole:
      return "int";
    case ParameterKind::flag:
      return "bool";
    case ParameterKind::choice:
      return "str";
    case ParameterKind::size:
      return "int | Sequence[int]";
    case ParameterKind::grids:
      return "Sequence[Sequence[int]]";
    case ParameterKind::whole_or_name:
      return "int | str";
    default:
      return may_be_none ? "Sequence[float] | None" : "Sequence[float]";
  }
}

std::string type_of(const OperationArray& array) {
  return concat("NDArray[np.", dtype_text(array.dtype), "]");
}

/// The arguments between the brackets, with their types for a stub.
std::string arguments_of(const Operation& operation, bool typed) {
  std::string list;
  for (const OperationArray& input : operation.inputs) {
    list += input.name;
    list += typed ? (input.is_optional ? ": ArrayLike | None" : ": ArrayLike") : "";
    list += input.is_optional ? (typed ? " = None, " : "=None, ") : ", ";
  }
  for (const OperationParameter& parameter : operation.parameters) {
    list += parameter.name + (typed ? ": " + type_of(parameter) : "");
    if (!parameter.is_required()) {
      list += (typed ? " = " : "=") + literal(parameter);
    }
    list += ", ";
  }
  return list + (typed ? "*, device: bool = False" : "*, device=False");
}

std::string array_line(const OperationArray& array) {
  return concat(array.name, "  ", dtype_text(array.dtype), " ", array.shape);
}

std::string stub_of(const Operation& operation) {
  std::string stub;
  std::string result = type_of(operation.outputs.front());
  if (operation.outputs.size() > 1) {
    result = result_type_of(operation);
    stub += "class " + result + "(NamedTuple):\n";
    for (const OperationArray& output : operation.outputs) {
      stub += "    " + output.name + ": " + type_of(output) + "\n";
    }
    stub += "\n";
  }
  return stub + "def " + operation.name + "(" + arguments_of(operation, true) + ") -> " + result +
         ":\n    \"\"\"" + docstring_of(operation) + "\"\"\"\n\n";
}

}  // namespace

std::string signature_of(const Operation& operation) {
  return operation.name + "(" + arguments_of(operation, false) + ")";
}

std::string docstring_of(const Operation& operation) {
  std::string text = operation.about + "\n\n";
  text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
  for (const OperationArray& input : operation.inputs) {
    text += "    " + array_line(input) + (input.is_optional ? ", may be left out\n" : "\n");
  }
  for (const OperationArray& output : operation.outputs) {
    text += "    returns " + array_line(output) + "\n";
  }
  return text +
         "\nParameters as in docs/operations.md. device=True computes with the device code. " +
         "Raises InputError.";
}

std::string result_type_of(const Operation& operation) {
  std::string name = operation.name + "Result";
  name.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(name.front())));
  return name;
}

std::string operations_stub() {
  std::string stub =
      "from collections.abc import Sequence\nfrom typing import NamedTuple\n\n"
      "import numpy as np\nfrom numpy.typing import ArrayLike, NDArray\n\n";
  for (const Operation& operation : operations()) {
    stub += stub_of(operation);
  }
  return stub;
}

}  // namespace mrcnn
