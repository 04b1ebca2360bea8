#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "common/io/one_line.hpp"

namespace mrcnn {

/// Parses untrusted JSON, more strictly than the standard: one value, valid UTF-8, no repeated keys
/// in an object, no NUL, at most 64 levels of nesting.
///
///   name  what messages call the text, usually a file
///
/// Throws InputError "NAME: reason" on one line, with line and column of a syntax error. Integers
/// beyond 64 bits become floating point, so check is_number_integer() before use.
nlohmann::json parse_json(std::string_view text, const std::string& name);

/// Receives an element of a list and its index.
using JsonVisitor = std::function<void(const nlohmann::json&, std::size_t)>;

/// Parses a list by the same rules and visits its elements in order. Only one of them is in memory
/// at a time, so that the list may be long.
void for_each_json_element(std::string_view text, const std::string& name,
                           const JsonVisitor& visit);

}  // namespace mrcnn
