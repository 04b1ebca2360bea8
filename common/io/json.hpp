#pragma once
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "common/io/one_line.hpp"

namespace mrcnn {

/// Parses JSON that may come from anywhere. Stricter than the standard asks: one value, valid
/// UTF-8, no key twice in an object, no NUL, at most 64 levels of nesting.
///
///   name  what the text is called in messages, usually a file
///
/// Throws InputError "NAME: reason" on one line, with line and column where the syntax is wrong.
/// Integers beyond 64 bits arrive as floating point, so check is_number_integer() before use.
nlohmann::json parse_json(std::string_view text, const std::string& name);

}  // namespace mrcnn
