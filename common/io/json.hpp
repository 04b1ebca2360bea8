#pragma once
#include <functional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "common/io/one_line.hpp"

namespace mrcnn {

/// Parses untrusted JSON, more strictly than the standard: one value, valid UTF-8, no repeated keys
/// in an object, no NUL, at most 64 levels of nesting, at most 960 MiB for text and values
/// together.
///
///   name  what messages call the text, usually a file
///
/// Throws InputError "NAME: reason" on one line, with line and column of a syntax error. Integers
/// beyond 64 bits become floating point, so check is_number_integer() before use.
nlohmann::json parse_json(std::string_view text, const std::string& name);

/// A number, or the string "inf", "-inf" or "nan" for what JSON cannot hold.
nlohmann::ordered_json number_json(double value);

/// Receives one element of a list, and the name of the field that is this list; no name if the
/// document itself is the list.
using ElementReader = std::function<void(const std::string& list, const nlohmann::json& element)>;

/// The same for a document that is a long list, or an object with long lists: `read` gets their
/// elements one after another while the text is read, and none is kept. The lists of the returned
/// document are empty.
nlohmann::json parse_json(std::string_view text, const std::string& name,
                          const ElementReader& read);

}  // namespace mrcnn
