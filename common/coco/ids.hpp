#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/io/json_fields.hpp"

namespace mrcnn {

// Whole numbers and ids as annotation tools write them.

/// The value of a field; null if it is missing or null.
const nlohmann::json* find_value(const JsonFields& fields, const std::string& field);

/// 7, 7.0, "7", and true for 1; nothing for any other value.
std::optional<std::int64_t> as_whole_number(const nlohmann::json& value);

/// A field that is a whole number, written 7, 7.0 or "7". Throws InputError.
std::int64_t whole_number(const JsonFields& fields, const std::string& field);

/// The ids of one list of a COCO file, images or categories. They are whole numbers; where a tool
/// writes texts, the first text stands for -1, the next for -2.
class TextIds {
 public:
  /// The id of an entry of the list. Throws InputError if it is neither a number nor a text.
  std::int64_t read(const JsonFields& entry);

  /// The field of an annotation that refers to an entry. Throws the same.
  std::int64_t read_reference(const JsonFields& annotation, const std::string& field);

  /// The field of a result: the number of a known text, else a whole number. Throws the same.
  [[nodiscard]] std::int64_t read_known(const JsonFields& result, const std::string& field) const;

  [[nodiscard]] bool has(const std::string& text) const { return texts_.contains(text); }

  /// A line about texts among the ids, and one about references to a text that no entry has.
  [[nodiscard]] std::vector<std::string> warnings(const std::string& list) const;

 private:
  struct Id {
    std::int64_t number;
    bool has_entry = false;
  };

  Id* find(const JsonFields& fields, const std::string& field);

  std::map<std::string, Id> texts_;
};

}  // namespace mrcnn
