#pragma once
#include <algorithm>
#include <array>
#include <charconv>
#include <concepts>
#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "common/enum_names.hpp"
#include "common/error.hpp"
#include "common/geometry/box_coder.hpp"
#include "common/image/preprocess.hpp"

namespace mrcnn {

/// What a key accepts; only the fields that fit its type are looked at.
struct Limits {
  double least = 0.0, most = 0.0;         // every number, both ends included
  std::size_t fewest = 0, longest = 0;    // elements of a list of free length
  std::vector<std::string> choices = {};  // what a string may be; empty: anything
};

/// A limit for a message: 1000000, not 1e+06.
inline std::string number_text(double number) {
  const auto whole = static_cast<std::int64_t>(number);
  return static_cast<double>(whole) == number ? concat(whole) : concat(number);
}

/// How a field's type is read from JSON and written to it.
///
///   read      false, and the field as it was, when type or limits do not fit
///   write     what reads back as an equal value
///   expected  "a whole number from 1 to 256", for messages; `count` says how many, 1 or more
template <class T>
struct ValueFormat;

template <std::integral T>
struct ValueFormat<T> {
  static bool read(const nlohmann::json& json, const Limits& limits, T& value) {
    const bool fits = json.is_number_integer() && json.get<double>() >= limits.least &&
                      json.get<double>() <= limits.most;
    value = fits ? json.get<T>() : value;
    return fits;
  }

  static nlohmann::json write(T value, const Limits& /*limits*/) { return value; }

  static std::string expected(const Limits& limits, const std::string& count) {
    return concat(count == "1" ? "a whole number" : count + " whole numbers", " from ",
                  number_text(limits.least), " to ", number_text(limits.most));
  }
};

template <std::floating_point T>
struct ValueFormat<T> {
  static bool read(const nlohmann::json& json, const Limits& limits, T& value) {
    const bool fits =
        json.is_number() && json.get<double>() >= limits.least && json.get<double>() <= limits.most;
    value = fits ? json.get<T>() : value;
    return fits;
  }

  // The shortest decimal of a float32, 0.1, is not that of the double next to it, 0.10000000149.
  static nlohmann::json write(T value, const Limits& /*limits*/) {
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.begin(), digits.end(), value).ptr;
    double shortest = 0.0;
    std::from_chars(digits.begin(), end, shortest);
    return shortest;
  }

  static std::string expected(const Limits& limits, const std::string& count) {
    return concat(count == "1" ? "a number" : count + " numbers", " from ",
                  number_text(limits.least), " to ", number_text(limits.most));
  }
};

template <>
struct ValueFormat<bool> {
  static bool read(const nlohmann::json& json, const Limits& /*limits*/, bool& value) {
    value = json.is_boolean() ? json.get<bool>() : value;
    return json.is_boolean();
  }

  static nlohmann::json write(bool value, const Limits& /*limits*/) { return value; }

  static std::string expected(const Limits& /*limits*/, const std::string& /*count*/) {
    return "true or false";
  }
};

template <>
struct ValueFormat<std::string> {
  static bool read(const nlohmann::json& json, const Limits& limits, std::string& value) {
    const bool fits = json.is_string() && !json.get_ref<const std::string&>().empty() &&
                      (limits.choices.empty() || is_choice(json.get<std::string>(), limits));
    value = fits ? json.get<std::string>() : value;
    return fits;
  }

  static nlohmann::json write(const std::string& value, const Limits& /*limits*/) { return value; }

  static std::string expected(const Limits& limits, const std::string& count) {
    std::string words;
    for (const std::string& choice : limits.choices) {
      words += (words.empty() ? "\"" : " or \"") + choice + "\"";
    }
    return !words.empty() ? words : count == "1" ? "a string" : count + " strings, none empty";
  }

  static bool is_choice(const std::string& word, const Limits& limits) {
    return std::find(limits.choices.begin(), limits.choices.end(), word) != limits.choices.end();
  }
};

/// An enumeration is one of its words.
template <NamedEnum T>
struct ValueFormat<T> {
  static bool read(const nlohmann::json& json, const Limits& /*limits*/, T& value) {
    const auto found =
        json.is_string() ? value_named<T>(json.get_ref<const std::string&>()) : std::nullopt;
    value = found.value_or(value);
    return found.has_value();
  }

  static nlohmann::json write(T value, const Limits& /*limits*/) { return name_of(value); }

  static std::string expected(const Limits& /*limits*/, const std::string& count) {
    return ValueFormat<std::string>::expected({.choices = all_names<T>()}, count);
  }
};

template <class T>
struct ValueFormat<std::vector<T>> {
  static bool read(const nlohmann::json& json, const Limits& limits, std::vector<T>& value) {
    if (!json.is_array() || json.size() < limits.fewest || json.size() > limits.longest) {
      return false;
    }
    std::vector<T> elements(json.size());
    for (std::size_t i = 0; i < json.size(); ++i) {
      if (!ValueFormat<T>::read(json[i], limits, elements[i])) {
        return false;
      }
    }
    value = std::move(elements);
    return true;
  }

  static nlohmann::json write(const std::vector<T>& value, const Limits& limits) {
    auto json = nlohmann::json::array();
    for (const T& element : value) {
      json.push_back(ValueFormat<T>::write(element, limits));
    }
    return json;
  }

  static std::string expected(const Limits& limits, const std::string& /*count*/) {
    return ValueFormat<T>::expected(limits, limits.fewest == limits.longest
                                                ? concat(limits.fewest)
                                                : concat(limits.fewest, " to ", limits.longest));
  }
};

/// A fixed number of elements is a list of that length.
template <class T, std::size_t Count>
struct ValueFormat<std::array<T, Count>> {
  static bool read(const nlohmann::json& json, const Limits& limits, std::array<T, Count>& value) {
    std::vector<T> elements;
    const bool fits = ValueFormat<std::vector<T>>::read(json, of_length(limits), elements);
    if (fits) {
      std::copy(elements.begin(), elements.end(), value.begin());
    }
    return fits;
  }

  static nlohmann::json write(const std::array<T, Count>& value, const Limits& limits) {
    return ValueFormat<std::vector<T>>::write({value.begin(), value.end()}, limits);
  }

  static std::string expected(const Limits& limits, const std::string& count) {
    return ValueFormat<std::vector<T>>::expected(of_length(limits), count);
  }

  static Limits of_length(Limits limits) {
    limits.fewest = limits.longest = Count;
    return limits;
  }
};

/// The weights of a box coder are the list x, y, w, h.
template <>
struct ValueFormat<CoderWeights> {
  using Four = ValueFormat<std::array<float, 4>>;

  static bool read(const nlohmann::json& json, const Limits& limits, CoderWeights& value) {
    std::array<float, 4> four = {value.x, value.y, value.w, value.h};
    const bool fits = Four::read(json, limits, four);
    value = {four[0], four[1], four[2], four[3]};
    return fits;
  }

  static nlohmann::json write(const CoderWeights& value, const Limits& limits) {
    return Four::write({value.x, value.y, value.w, value.h}, limits);
  }

  static std::string expected(const Limits& limits, const std::string& count) {
    return Four::expected(limits, count);
  }
};

}  // namespace mrcnn
