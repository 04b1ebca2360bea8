#include "common/io/json_fields.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "common/error.hpp"
#include "common/io/one_line.hpp"

namespace mrcnn {

namespace {

using nlohmann::json;

constexpr std::size_t kLongestValue = 60;

std::string range_text(const std::string& kind, double least, double most) {
  constexpr double kHuge = 1e100;  // a limit that only keeps sums finite
  if (least <= -kHuge && most >= kHuge) {
    return kind;
  }
  return concat(kind, " from ", json(least).dump(), " to ", json(most).dump());
}

bool is_number(const json& value) {
  return value.is_number();
}

std::optional<std::int64_t> as_integer(const json& value) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  const bool too_large = value.is_number_unsigned() && value.get<std::uint64_t>() > kMost;
  if (!value.is_number_integer() || too_large) {
    return std::nullopt;
  }
  return value.get<std::int64_t>();
}

bool is_number_between(const json& value, double least, double most) {
  return value.is_number() && value.get<double>() >= least && value.get<double>() <= most;
}

}  // namespace

std::string json_text(const json& value) {
  if (value.is_array()) {
    const bool is_short = value.size() <= 4 && std::all_of(value.begin(), value.end(), is_number);
    return is_short ? value.dump() : concat("a list of ", value.size());
  }
  if (value.is_object()) {
    return "an object";
  }
  if (value.is_string()) {
    return '"' + one_line(value.get_ref<const std::string&>(), kLongestValue) + '"';
  }
  return value.dump();
}

std::optional<std::int64_t> as_whole(const json& value) {
  constexpr double kLargestExact = 9007199254740992.0;  // 2^53
  const double real = value.is_number_float() ? value.get<double>() : 0.5;
  const bool is_whole = std::abs(real) <= kLargestExact && std::trunc(real) == real;
  return is_whole ? std::optional(static_cast<std::int64_t>(real)) : as_integer(value);
}

JsonFields::JsonFields(const json& value, std::string where)
    : object_(value), where_(std::move(where)) {
  if (!value.is_object()) {
    throw InputError(where_ + ": expected an object, got " + json_text(value));
  }
}

void JsonFields::fail(const std::string& field, const std::string& expected,
                      const std::string& got) const {
  throw InputError(where_ + ": " + field + ": expected " + expected + ", got " + got);
}

const json* JsonFields::find(const std::string& field) const {
  const auto found = object_.find(field);
  return found == object_.end() ? nullptr : &*found;
}

const json& JsonFields::at(const std::string& field, const std::string& expected) const {
  const json* value = find(field);
  if (value == nullptr) {
    fail(field, expected, "no such field");
  }
  return *value;
}

std::int64_t JsonFields::integer(const std::string& field, std::int64_t least,
                                 std::int64_t most) const {
  const std::string expected = concat("a whole number from ", least, " to ", most);
  const json& value = at(field, expected);
  const std::optional<std::int64_t> number = as_integer(value);
  if (!number || *number < least || *number > most) {
    fail(field, expected, json_text(value));
  }
  return *number;
}

double JsonFields::number(const std::string& field, double least, double most) const {
  const std::string expected = range_text("a number", least, most);
  const json& value = at(field, expected);
  if (!is_number_between(value, least, most)) {
    fail(field, expected, json_text(value));
  }
  return value.get<double>();
}

const std::string& JsonFields::string(const std::string& field) const {
  const json& value = at(field, "a string");
  if (!value.is_string()) {
    fail(field, "a string", json_text(value));
  }
  return value.get_ref<const std::string&>();
}

const json& JsonFields::list(const std::string& field) const {
  const json& value = at(field, "a list");
  if (!value.is_array()) {
    fail(field, "a list", json_text(value));
  }
  return value;
}

const json& JsonFields::object(const std::string& field) const {
  const json& value = at(field, "an object");
  if (!value.is_object()) {
    fail(field, "an object", json_text(value));
  }
  return value;
}

void JsonFields::read(const std::string& field, std::string& value) const {
  if (find(field) != nullptr) {
    value = string(field);
  }
}

void JsonFields::read(const std::string& field, bool& value) const {
  const json* const found = find(field);
  if (found != nullptr && !found->is_boolean()) {
    fail(field, "true or false", json_text(*found));
  }
  value = found == nullptr ? value : found->get<bool>();
}

void JsonFields::read(const std::string& field, double& value) const {
  const json* const found = find(field);
  if (found != nullptr && !found->is_number()) {
    fail(field, "a number", json_text(*found));
  }
  value = found == nullptr ? value : found->get<double>();
}

void JsonFields::read(const std::string& field, std::optional<double>& value) const {
  const json* const found = find(field);
  if (found != nullptr && !found->is_null()) {
    read(field, value.emplace());
  }
}

void JsonFields::read(const std::string& field, std::vector<std::string>& values) const {
  for (const json& value : list_or_empty(field)) {
    if (!value.is_string()) {
      fail(field, "strings", json_text(value));
    }
    values.push_back(value.get<std::string>());
  }
}

void JsonFields::read(const std::string& field, std::vector<std::size_t>& values) const {
  for (const json& value : list_or_empty(field)) {
    if (!value.is_number_unsigned()) {
      fail(field, "integers of 0 or more", json_text(value));
    }
    values.push_back(value.get<std::size_t>());
  }
}

JsonFields JsonFields::section(const std::string& field) const {
  static const json empty = json::object();
  return {find(field) == nullptr ? empty : object(field), where_ + ": " + field};
}

const json& JsonFields::list_or_empty(const std::string& field) const {
  static const json empty = json::array();
  return find(field) == nullptr ? empty : list(field);
}

std::vector<std::int64_t> JsonFields::integers(const std::string& field) const {
  std::vector<std::int64_t> values;
  for (const json& value : list(field)) {
    const std::optional<std::int64_t> number = as_whole(value);
    if (!number) {
      fail(concat(field, "[", values.size(), "]"), "a whole number", json_text(value));
    }
    values.push_back(*number);
  }
  return values;
}

std::vector<double> JsonFields::numbers_in(const json& list_value, const std::string& label,
                                           double least, double most) const {
  if (!list_value.is_array()) {
    fail(label, "a list", json_text(list_value));
  }
  std::vector<double> values;
  for (const json& value : list_value) {
    if (!is_number_between(value, least, most)) {
      fail(concat(label, "[", values.size(), "]"), range_text("a number", least, most),
           json_text(value));
    }
    values.push_back(value.get<double>());
  }
  return values;
}

std::vector<double> JsonFields::numbers(const std::string& field, double least, double most) const {
  return numbers_in(at(field, "a list"), field, least, most);
}

}  // namespace mrcnn
