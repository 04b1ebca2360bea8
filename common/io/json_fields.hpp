#pragma once
#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace mrcnn {

/// A JSON object whose fields are read with their type checked. Every member but find() and read()
/// throws InputError "WHERE: FIELD: expected ..., got ..." when the field is missing or holds
/// something else. Refers to the object, which must live longer.
class JsonFields {
 public:
  /// where  what the object is called in messages: "FILE: annotations[3]"
  ///
  /// Throws the same error when `value` is not an object.
  JsonFields(const nlohmann::json& value, std::string where);

  /// Null when the object has no such field.
  [[nodiscard]] const nlohmann::json* find(const std::string& field) const;

  /// A whole number written without fraction or exponent.
  [[nodiscard]] std::int64_t integer(
      const std::string& field, std::int64_t least = std::numeric_limits<std::int64_t>::min(),
      std::int64_t most = std::numeric_limits<std::int64_t>::max()) const;

  [[nodiscard]] double number(const std::string& field, double least, double most) const;
  [[nodiscard]] const std::string& string(const std::string& field) const;
  [[nodiscard]] const nlohmann::json& list(const std::string& field) const;

  [[nodiscard]] const nlohmann::json& object(const std::string& field) const;

  /// A list of whole numbers.
  [[nodiscard]] std::vector<std::int64_t> integers(const std::string& field) const;

  /// Optional fields: `value` is left alone when the field is missing. A wrong type still throws.
  void read(const std::string& field, std::string& value) const;
  void read(const std::string& field, bool& value) const;
  void read(const std::string& field, double& value) const;
  void read(const std::string& field, std::optional<double>& value) const;  // null: none

  void read(const std::string& field, std::vector<std::string>& values) const;
  void read(const std::string& field, std::vector<std::size_t>& values) const;

  template <std::signed_integral Integer>
  void read(const std::string& field, Integer& value) const {
    using Limits = std::numeric_limits<Integer>;
    if (find(field) != nullptr) {
      value = static_cast<Integer>(integer(field, Limits::min(), Limits::max()));
    }
  }

  /// A list of numbers.
  [[nodiscard]] std::vector<double> numbers(const std::string& field, double least,
                                            double most) const;

  /// The same from a list that is an element of a field; `label` is its name in messages.
  [[nodiscard]] std::vector<double> numbers_in(const nlohmann::json& list, const std::string& label,
                                               double least, double most) const;

  /// The fields of an optional object, none if it is missing; the list of an optional field.
  [[nodiscard]] JsonFields section(const std::string& field) const;
  [[nodiscard]] const nlohmann::json& list_or_empty(const std::string& field) const;

  /// For whatever else can be wrong with a field.
  [[noreturn]] void fail(const std::string& field, const std::string& expected,
                         const std::string& got) const;

  [[nodiscard]] const std::string& where() const { return where_; }

  [[nodiscard]] const nlohmann::json& members() const { return object_; }

 private:
  [[nodiscard]] const nlohmann::json& at(const std::string& field,
                                         const std::string& expected) const;

  const nlohmann::json& object_;
  std::string where_;
};

/// A value for a message: numbers, strings and lists of up to 4 numbers as they are written
/// (strings cut to one short line), otherwise "a list of 30", "an object", "null", ...
std::string json_text(const nlohmann::json& value);

/// 100 and 100.0; nothing for any other value.
std::optional<std::int64_t> as_whole(const nlohmann::json& value);

}  // namespace mrcnn
