#include "stages/program/python/operation_functions.hpp"

#include <optional>

#include "common/error.hpp"
#include "common/tensor/device.hpp"

#include "stages/program/op/operation.hpp"
#include "stages/program/python/numpy_arrays.hpp"
#include "stages/program/python/operation_text.hpp"

namespace mrcnn {
namespace {

namespace py = pybind11;

/// A value as the word that `mrcnn op --param NAME=WORD` has for it: (7, 7) is "7,7", True "1", and
/// pairs inside a list are "h:w".
std::string word_of(py::handle value, const char* separator = ",") {
  if (py::isinstance<py::str>(value)) {
    return value.cast<std::string>();
  }
  if (py::isinstance<py::bool_>(value)) {
    return value.cast<bool>() ? "1" : "0";
  }
  if (py::hasattr(value, "tolist")) {  // NumPy's arrays and scalars
    return word_of(value.attr("tolist")(), separator);
  }
  if (!py::isinstance<py::list>(value) && !py::isinstance<py::tuple>(value)) {
    return py::repr(value).cast<std::string>();
  }
  std::string words;
  for (const py::handle item : value) {
    words += (words.empty() ? "" : separator) + word_of(item, ":");
  }
  return words.empty() ? "()" : words;
}

/// The arguments of one call by position, or by name; null where there is none.
class Arguments {
 public:
  Arguments(const Operation& operation, const py::args& positional, const py::kwargs& named)
      : operation_(operation) {
    for (const OperationArray& input : operation.inputs) {
      names_.push_back(&input.name);
    }
    for (const OperationParameter& parameter : operation.parameters) {
      names_.push_back(&parameter.name);
    }
    values_.resize(names_.size());
    if (positional.size() > names_.size()) {
      refuse(concat("takes at most ", names_.size(), " positional arguments (", positional.size(),
                    " given)"));
    }
    std::copy(positional.begin(), positional.end(), values_.begin());
    for (const auto& [name, value] : named) {
      take(name.cast<std::string>(), value);
    }
  }

  /// Null if the argument was left out or is None where that means the same.
  py::handle operator()(std::size_t position, bool is_required, bool may_be_none) const {
    const py::handle value = values_[position];
    if (!value && is_required) {
      refuse("missing a required argument: '" + *names_[position] + "'");
    }
    return value && value.is_none() && may_be_none ? py::handle() : value;
  }

  [[nodiscard]] Place place() const { return place_; }

 private:
  void take(const std::string& name, py::handle value) {
    if (name == "device") {
      place_ = py::bool_(py::reinterpret_borrow<py::object>(value)) ? Place::device : Place::host;
      return;
    }
    const auto found = std::find_if(names_.begin(), names_.end(),
                                    [&](const std::string* known) { return *known == name; });
    if (found == names_.end()) {
      refuse("got an unexpected keyword argument '" + name + "'");
    }
    py::handle& place = values_[static_cast<std::size_t>(found - names_.begin())];
    if (place) {
      refuse("got multiple values for argument '" + name + "'");
    }
    place = value;
  }

  [[noreturn]] void refuse(const std::string& reason) const {
    throw py::type_error(operation_.name + "() " + reason);
  }

  const Operation& operation_;
  std::vector<const std::string*> names_;
  std::vector<py::handle> values_;
  Place place_ = Place::host;
};

OperationResult compute(const Operation& operation, const Arguments& arguments) {
  std::map<std::string, Array> inputs;
  std::map<std::string, std::string> parameters;
  std::size_t position = 0;
  for (const OperationArray& input : operation.inputs) {
    const py::handle value = arguments(position++, !input.is_optional, input.is_optional);
    if (value) {
      inputs[input.name] = array_from(value, input.dtype, "op input " + input.name);
    }
  }
  for (const OperationParameter& parameter : operation.parameters) {
    const py::handle value =
        arguments(position++, parameter.is_required(), parameter.value.empty());
    if (value) {
      parameters[parameter.name] = word_of(value);
    }
  }
  const py::gil_scoped_release others_may_run;
  if (arguments.place() == Place::device) {
    select_device(0);
  }
  return run_operation(operation, arguments.place(), std::move(inputs), std::move(parameters));
}

/// One array, or a named tuple.
py::object returned(OperationResult&& result, const py::object& result_type) {
  if (result_type.is_none()) {
    return to_numpy(std::move(result.front().second));
  }
  py::tuple arrays(result.size());
  for (std::size_t i = 0; i < result.size(); ++i) {
    arrays[i] = to_numpy(std::move(result[i].second));
  }
  return result_type(*arrays);
}

py::object make_result_type(const Operation& operation) {
  if (operation.outputs.size() == 1) {
    return py::none();
  }
  py::list fields;
  for (const OperationArray& output : operation.outputs) {
    fields.append(output.name);
  }
  return py::module_::import("collections")
      .attr("namedtuple")(result_type_of(operation), fields, py::arg("module") = "mrcnn_steps");
}

}  // namespace

void add_operations(py::module_& module) {
  py::list names;
  py::options options;
  options.disable_function_signatures();  // Python reads ours from the docstring
  for (const Operation& operation : operations()) {
    const py::object result_type = make_result_type(operation);
    if (!result_type.is_none()) {
      module.attr(result_type_of(operation).c_str()) = result_type;
      names.append(result_type_of(operation));
    }
    const std::string docstring = signature_of(operation) + "\n--\n\n" + docstring_of(operation);
    module.def(
        operation.name.c_str(),
        [&operation, result_type](const py::args& positional, const py::kwargs& named) {
          return returned(compute(operation, Arguments(operation, positional, named)), result_type);
        },
        docstring.c_str());
    names.append(operation.name);
  }
  module.attr("__all__") = names;
}

}  // namespace mrcnn
