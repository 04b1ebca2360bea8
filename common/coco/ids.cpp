#include "common/coco/ids.hpp"

#include <charconv>

#include "common/error.hpp"
#include "common/io/one_line.hpp"
#include "common/io/trimmed.hpp"

namespace mrcnn {

using nlohmann::json;

const json* find_value(const JsonFields& fields, const std::string& field) {
  const json* value = fields.find(field);
  return value == nullptr || value->is_null() ? nullptr : value;
}

std::optional<std::int64_t> as_whole_number(const json& value) {
  if (value.is_boolean()) {
    return value.get<bool>() ? 1 : 0;
  }
  if (!value.is_string()) {
    return as_whole(value);
  }
  const std::string_view text = trimmed(value.get_ref<const std::string&>());
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = error == std::errc{} && end == text.data() + text.size();
  return is_number ? std::optional(number) : std::nullopt;
}

std::int64_t whole_number(const JsonFields& fields, const std::string& field) {
  const json* value = find_value(fields, field);
  const std::optional<std::int64_t> number =
      value == nullptr || value->is_boolean() ? std::nullopt : as_whole_number(*value);
  if (!number) {
    fields.fail(field, "a whole number", value == nullptr ? "none" : json_text(*value));
  }
  return *number;
}

/// Null if the field is not a text, or is a text that is a number.
TextIds::Id* TextIds::find(const JsonFields& fields, const std::string& field) {
  const json* value = find_value(fields, field);
  if (value == nullptr || !value->is_string() || as_whole_number(*value)) {
    return nullptr;
  }
  const Id next{-1 - static_cast<std::int64_t>(texts_.size())};
  return &texts_.try_emplace(value->get<std::string>(), next).first->second;
}

std::int64_t TextIds::read_known(const JsonFields& result, const std::string& field) const {
  const json* value = find_value(result, field);
  const bool is_text = value != nullptr && value->is_string();
  const auto known = is_text ? texts_.find(value->get<std::string>()) : texts_.end();
  return known == texts_.end() ? whole_number(result, field) : known->second.number;
}

std::int64_t TextIds::read(const JsonFields& entry) {
  Id* const text = find(entry, "id");
  if (text == nullptr) {
    return whole_number(entry, "id");
  }
  text->has_entry = true;
  return text->number;
}

std::int64_t TextIds::read_reference(const JsonFields& annotation, const std::string& field) {
  const Id* const text = find(annotation, field);
  return text == nullptr ? whole_number(annotation, field) : text->number;
}

std::vector<std::string> TextIds::warnings(const std::string& list) const {
  std::vector<std::string> ids;
  std::vector<std::string> lost;
  for (const auto& [text, id] : texts_) {
    (id.has_entry ? ids : lost).push_back("\"" + one_line(text) + "\"");
  }
  std::vector<std::string> lines;
  if (!ids.empty()) {
    lines.push_back(concat(list, " have texts as ids, such as ", ids.front(),
                           "; results are written with numbers, -1 for the first text"));
  }
  if (!lost.empty()) {
    lines.push_back(concat("annotations refer to ", lost.front(),
                           lost.size() > 1 ? " and " + counted(lost.size() - 1, "more text") : "",
                           ", expected ids of ", list));
  }
  return lines;
}

}  // namespace mrcnn
