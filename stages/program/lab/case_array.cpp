#include "stages/program/lab/case_array.hpp"

#include <cmath>
#include <cstring>
#include <limits>

#include "common/error.hpp"
#include "common/io/json_fields.hpp"
#include "common/trace/npy.hpp"

namespace mrcnn {
namespace {

using nlohmann::json;
using Shape = std::vector<std::size_t>;
using Values = std::vector<double>;

[[noreturn]] void refuse(const CaseContext& context, const std::string& expected) {
  throw InputError(context.where + ": expected " + expected);
}

double number_of(const json& value, const CaseContext& context) {
  if (value.is_number()) {
    return value.get<double>();
  }
  const double infinity = std::numeric_limits<double>::infinity();
  if (value == "inf" || value == "-inf") {
    return value == "inf" ? infinity : -infinity;
  }
  if (value != "nan") {
    refuse(context, R"(a number, "nan", "inf" or "-inf", got )" + json_text(value));
  }
  return std::nan("");
}

/// The elements of nested lists of equal lengths, appended to `values`; returns their shape.
Shape flatten(const json& list, const CaseContext& context, Values& values) {
  if (!list.is_array()) {
    values.push_back(number_of(list, context));
    return {};
  }
  Shape inner;
  for (const json& item : list) {
    const Shape shape = flatten(item, context, values);
    if (&item != &list.front() && shape != inner) {
      refuse(context, "lists of equal lengths");
    }
    inner = shape;
  }
  inner.insert(inner.begin(), list.size());
  return inner;
}

Shape shape_of(const json& spec, const CaseContext& context) {
  Shape shape;
  for (const json& size : spec.at("shape")) {
    const auto letter =
        size.is_string() ? context.sizes.find(size.get<std::string>()) : context.sizes.end();
    const bool is_letter = letter != context.sizes.end();
    if (!is_letter && !size.is_number_unsigned()) {
      refuse(context, "a shape of whole numbers and letters of \"sizes\", got " + json_text(size));
    }
    shape.push_back(is_letter ? static_cast<std::size_t>(letter->second) : size.get<std::size_t>());
  }
  return shape;
}

/// Boxes in and a little around an area of height x width: x1 < x2, y1 < y2.
void fill_boxes(const json& area, Values& values, Draw& draw) {
  const double smallest = 1.0 / 3.0;
  for (std::size_t row = 0; row + 4 <= values.size(); row += 4) {
    for (const std::size_t axis : {0U, 1U}) {  // x, then y
      const double extent = area.at(1 - axis).get<double>();
      const double centre = draw.between(-0.1, 1.1) * extent;
      const double side = smallest * std::pow(extent / smallest, draw.unit());
      values[row + axis] = centre - side / 2.0;
      values[row + 2 + axis] = centre + side / 2.0;
    }
  }
}

void fill(const json& spec, Values& values, const CaseContext& context, Draw& draw) {
  const json& kind = spec.at("fill");
  if (kind.is_object() && kind.contains("boxes")) {
    fill_boxes(kind["boxes"], values, draw);
    return;
  }
  const double decimals = std::pow(10.0, spec.value("decimals", 9));
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (kind == "ramp") {
      values[i] = static_cast<double>(i);
    } else if (kind == "normal") {
      values[i] = draw.normal();
    } else if (kind.is_object() && kind.contains("uniform")) {
      const double value = draw.between(kind["uniform"].at(0), kind["uniform"].at(1));
      values[i] = std::round(value * decimals) / decimals;
    } else if (kind.is_object() && kind.contains("choice")) {
      values[i] = number_of(chosen(kind, draw), context);
    } else {
      values[i] = number_of(kind, context);
    }
  }
}

template <class T>
void store(const Values& values, Array& array) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const T value = static_cast<T>(values[i]);
    std::memcpy(array.bytes.data() + i * sizeof(T), &value, sizeof(T));
  }
}

}  // namespace

json chosen(const json& value, Draw& draw) {
  if (!value.is_object() || !value.contains("choice")) {
    return value;
  }
  const json& choices = value["choice"];
  return choices.at(static_cast<std::size_t>(draw.whole(0, static_cast<int>(choices.size()) - 1)));
}

Array case_array(const json& value, DType dtype, const CaseContext& context, Draw& draw) {
  if (value.is_object() && value.contains("file")) {
    return read_npy(context.folder / value["file"].get<std::string>());
  }
  Array array{dtype, {}, {}};
  Values values;
  if (value.is_object() && value.contains("shape") && value.contains("fill")) {
    array.shape = shape_of(value, context);
    values.resize(element_count(array.shape));
    fill(value, values, context, draw);
  } else if (value.is_array()) {
    array.shape = flatten(value, context, values);
  } else {
    refuse(context, R"(nested lists, {"shape", "fill"} or {"file"}, got )" + json_text(value));
  }
  array.bytes.resize(values.size() * size_of(dtype));
  switch (dtype) {
    case DType::f32:
      store<float>(values, array);
      break;
    case DType::i32:
      store<std::int32_t>(values, array);
      break;
    case DType::u8:
      store<std::uint8_t>(values, array);
      break;
  }
  return array;
}

}  // namespace mrcnn
