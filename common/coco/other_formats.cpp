#include "common/coco/other_formats.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "common/error.hpp"
#include "common/io/known_files.hpp"
#include "common/io/trimmed.hpp"

namespace mrcnn {
namespace {

using nlohmann::json;

/// A format is recognised by keys that COCO does not have.
///
///   rows  which rows of the table: "objects", "lists", "members" of an object, or "entries" of its
///         annotations
std::optional<std::string> format_among(const char* rows, const json& value) {
  for (const json& row : known_files_table().at("annotations").at(rows)) {
    const json& keys = row.at("has");
    if (std::all_of(keys.begin(), keys.end(),
                    [&](const json& key) { return value.contains(key.get<std::string>()); })) {
      return "is " + row.at("is").get<std::string>();
    }
  }
  return std::nullopt;
}

/// The first line of a text, and what is below.
std::pair<std::string_view, std::string_view> first_line(std::string_view text) {
  text = trimmed(without_byte_order_mark(text));
  const std::size_t end = std::min(text.find('\n'), text.size());
  return {trimmed(text.substr(0, end)), trimmed(text.substr(end))};
}

/// Text whose first line already shows that it is not a JSON object or list: the name of its row.
const char* kind_of_lines(std::string_view text) {
  const std::string_view first = first_line(text).first;
  if (first.starts_with('{') || first.starts_with('[')) {
    return is_json_lines(text) ? "json" : nullptr;
  }
  if (first.find_first_not_of("0123456789.+-eE \t") == std::string_view::npos) {
    return "numbers";
  }
  return first.find_first_of(",;\t") != std::string_view::npos ? "table" : "other";
}

}  // namespace

bool is_json_lines(std::string_view text) {
  const auto [first, rest] = first_line(text);
  return first.starts_with('{') && first.ends_with('}') && rest.starts_with('{');
}

std::optional<std::string> format_of_text(std::string_view text, const std::string& name) {
  if (text.find_first_not_of(" \t\r\n\xef\xbb\xbf") == std::string_view::npos) {
    return "is empty";
  }
  if (const auto known = known_file(std::as_bytes(std::span(text)), FileUse::truth)) {
    return known->is + "; " + known->help_for(name);
  }
  if (const char* const lines = kind_of_lines(text)) {
    return "is " + known_files_table().at("annotations").at("lines").at(lines).get<std::string>();
  }
  return std::nullopt;
}

std::optional<std::string> format_of_json(const json& document) {
  if (document.is_array()) {
    return format_among("lists", document.empty() ? json() : document[0]).value_or("is a list");
  }
  if (document.is_object() && document.contains("images") && document.contains("annotations")) {
    return std::nullopt;
  }
  const auto of_a_member = document.is_object() && !document.empty()
                               ? format_among("members", *document.begin())
                               : std::nullopt;
  return of_a_member ? of_a_member : format_among("objects", document);
}

std::optional<std::string> format_of_annotation(const json& entry) {
  return entry.contains("category_id") ? std::nullopt : format_among("entries", entry);
}

void throw_not_coco(const std::string& name, const std::string& format) {
  throw InputError(name + ": " + format +
                   "; expected COCO instances, an object with images, categories, annotations");
}

}  // namespace mrcnn
