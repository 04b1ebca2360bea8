#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace mrcnn {

// The words of an enumeration stand beside it, in the order of its enumerators:
//
//   enum class PoolPadding { symmetric, same };
//   constexpr auto names_of(PoolPadding) { return std::array{"symmetric", "same"}; }

/// An enumeration with words.
template <class T>
concept NamedEnum = std::is_enum_v<T> && requires(T value) {
  names_of(value);
};

/// All words, in the order of the enumerators.
template <NamedEnum T>
std::vector<std::string> all_names() {
  const auto names = names_of(T{});
  return {names.begin(), names.end()};
}

/// The word of a value.
template <NamedEnum T>
std::string name_of(T value) {
  return names_of(value).at(static_cast<std::size_t>(value));
}

/// The value called `name`, if there is one.
template <NamedEnum T>
std::optional<T> value_named(std::string_view name) {
  const auto names = names_of(T{});
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? std::nullopt : std::optional(static_cast<T>(found - names.begin()));
}

}  // namespace mrcnn
