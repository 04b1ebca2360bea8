#include <algorithm>
#include <set>

#include "common/error.hpp"
#include "common/trace/array_tensor.hpp"

#include "stages/program/op/operation.hpp"

#include "tests/support/generated_page.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

const Operation& operation(const std::string& name) {
  const auto found = std::find_if(operations().begin(), operations().end(),
                                  [&](const Operation& o) { return o.name == name; });
  EXPECT_NE(found, operations().end()) << name;
  return *found;
}

/// "boxes (N,4), groups i32 (N) (optional)"
std::string listed(const std::vector<OperationArray>& arrays) {
  std::string list;
  for (const OperationArray& array : arrays) {
    list += (list.empty() ? "" : ", ") + array.name + " ";
    list += array.dtype == DType::f32 ? "" : name_of(array.dtype) + " ";
    list += array.shape + (array.is_optional ? " (optional)" : "");
  }
  return list;
}

std::string listed(const std::vector<OperationParameter>& parameters) {
  std::string list;
  for (const OperationParameter& parameter : parameters) {
    list += (list.empty() ? "" : " ") + parameter.name + "=";
    const bool has_default = !parameter.is_required() && !parameter.value.empty();
    if (has_default) {
      list += parameter.value;
    } else {
      list += parameter.kind == ParameterKind::grids     ? "h:w,..."
              : parameter.kind == ParameterKind::numbers ? "32,..."
                                                         : "H,W";
      list += parameter.is_required() ? "" : " (optional)";
    }
  }
  return list;
}

/// The number of axes in "(R,C,h,w)".
std::size_t rank_of(const std::string& shape) {
  return static_cast<std::size_t>(std::count(shape.begin(), shape.end(), ',')) + 1;
}

/// Zeros of two rows each, K = 2; maps are (2,4,4).
std::map<std::string, Array> small_inputs(const Operation& of) {
  std::map<std::string, Array> inputs;
  for (const OperationArray& input : of.inputs) {
    Array array{input.dtype, {2}, {}};
    if (rank_of(input.shape) == 2) {
      array.shape.push_back(input.shape == "(R,K)" ? 2 : input.shape == "(R,4K)" ? 8 : 4);
    }
    if (rank_of(input.shape) == 3) {
      array.shape = input.shape == "(H,W,3)" ? std::vector<std::size_t>{4, 4, 3}
                                             : std::vector<std::size_t>{2, 4, 4};
    }
    array.bytes.resize(element_count(array.shape) * size_of(array.dtype));
    inputs[input.name] = array;
  }
  return inputs;
}

std::map<std::string, std::string> required_parameters(const Operation& of) {
  std::map<std::string, std::string> given;
  for (const OperationParameter& parameter : of.parameters) {
    if (parameter.is_required()) {
      given[parameter.name] = parameter.kind == ParameterKind::grids     ? "2:2"
                              : parameter.kind == ParameterKind::numbers ? "8"
                                                                         : "8,8";
    }
  }
  return given;
}

TEST(Operations, AreTheTableOfTheirPage) {
  std::string page = "| name | what | in | parameters | out |\n|---|---|---|---|---|\n";
  for (const Operation& o : operations()) {
    page += "| " + o.name + " | " + o.about + " | " + listed(o.inputs) + " | " +
            listed(o.parameters) + " | " + listed(o.outputs) + " |\n";
  }
  expect_on_page("operations.md", "operations", page);
}

TEST(Operations, MakeTheArraysOfTheirTableOnBothPlaces) {
  for (const Operation& o : operations()) {
    for (const Place place : {Place::host, Place::device}) {
      if (place == Place::device && !o.run_on_device) {
        continue;
      }
      const OperationResult result =
          run_operation(o, place, small_inputs(o), required_parameters(o));
      ASSERT_EQ(result.size(), o.outputs.size()) << o.name;
      for (std::size_t i = 0; i < result.size(); ++i) {
        const auto& [name, array] = result[i];
        EXPECT_EQ(name, o.outputs[i].name) << o.name;
        EXPECT_EQ(array.dtype, o.outputs[i].dtype) << o.name << " " << name;
        EXPECT_EQ(array.shape.size(), rank_of(o.outputs[i].shape)) << o.name << " " << name;
      }
    }
  }
}

TEST(Operations, HaveNamesOfTheirOwn) {
  std::set<std::string> names;
  for (const Operation& o : operations()) {
    EXPECT_TRUE(names.insert(o.name).second) << o.name;
    std::set<std::string> arguments;
    for (const OperationArray& input : o.inputs) {
      EXPECT_TRUE(arguments.insert(input.name).second) << o.name << " " << input.name;
    }
    for (const OperationParameter& parameter : o.parameters) {
      EXPECT_TRUE(arguments.insert(parameter.name).second) << o.name << " " << parameter.name;
    }
  }
}

TEST(Operations, ARequiredParameterIsNamed) {
  EXPECT_EQ(message_of<UsageError>([] {
              const Operation& o = operation("paste");
              (void)run_operation(o, Place::host, small_inputs(o), {});
            }),
            "op paste: --param canvas=... is missing");
}

/// The message about one parameter of an operation whose other arguments are right.
std::string refused_parameter(const std::string& name, const std::string& parameter,
                              const std::string& value) {
  return message_of<UsageError>([&] {
    const Operation& o = operation(name);
    auto parameters = required_parameters(o);
    parameters[parameter] = value;
    (void)run_operation(o, Place::host, small_inputs(o), parameters);
  });
}

TEST(Operations, AnIouOrAScoreLiesBetween0And1) {
  for (const auto& [name, parameter] :
       {std::pair("nms", "iou"), std::pair("match", "low"), std::pair("match", "high"),
        std::pair("proposals", "iou"), std::pair("detections", "iou"),
        std::pair("detections", "score")}) {
    for (const std::string value : {"50", "-0.1", "1.001", "nan", "inf", "half"}) {
      EXPECT_EQ(refused_parameter(name, parameter, value),
                concat("op parameter ", parameter, "=", value, ": expected a number from 0 to 1"));
    }
  }
}

TEST(Operations, ALimitOfSizesIsNotNegative) {
  for (const auto& [name, parameter] :
       {std::pair("decode", "max_log_scale"), std::pair("proposals", "max_log_scale"),
        std::pair("proposals", "min_size"), std::pair("detections", "max_log_scale"),
        std::pair("detections", "min_size")}) {
    EXPECT_EQ(refused_parameter(name, parameter, "-1"),
              concat("op parameter ", parameter, "=-1: expected 0 or a positive number"));
  }
}

TEST(Operations, ANumberBeyondFloat32IsRefused) {
  EXPECT_EQ(refused_parameter("decode", "max_log_scale", "1e300"),
            "op parameter max_log_scale=1e300: expected a finite number");
  EXPECT_EQ(refused_parameter("encode", "weights", "1,1,1,-4e38"),
            "op parameter weights=1,1,1,-4e38: expected numbers with commas between them");
}

TEST(Operations, EncodeHasNoDeviceCode) {
  EXPECT_EQ(message_of<UsageError>([] {
              const Operation& o = operation("encode");
              (void)run_operation(o, Place::device, small_inputs(o), {});
            }),
            "op encode: only the host has it, not the device");
}

TEST(Operations, ShapesThatDisagreeNameTheOperation) {
  EXPECT_EQ(message_of<InputError>([] {
              const Operation& o = operation("encode");
              auto inputs = small_inputs(o);
              inputs["targets"] = to_array(make_tensor<Box>({3}));
              (void)run_operation(o, Place::host, inputs, {});
            }),
            "op encode: encode: targets has 3 rows, expected 2 like boxes");
}

}  // namespace
}  // namespace mrcnn
