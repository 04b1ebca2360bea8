#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/io/json_fields.hpp"

#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

using nlohmann::json;

/// Why reading a field of this object fails.
template <class Read>
std::string refusal(const json& object, const Read& read) {
  return message_of<InputError>([&] { read(JsonFields(object, "a.json")); });
}

TEST(JsonFields, ARequiredFieldIsMissedAndItsTypeChecked) {
  const auto read_id = [](const JsonFields& fields) { (void)fields.integer("id", 0, 9); };
  EXPECT_EQ(refusal({{"name", "x"}}, read_id),
            "a.json: id: expected a whole number from 0 to 9, got no such field");
  EXPECT_EQ(refusal({{"id", 10}}, read_id),
            "a.json: id: expected a whole number from 0 to 9, got 10");
  EXPECT_EQ(refusal({{"id", "7"}}, read_id),
            "a.json: id: expected a whole number from 0 to 9, got \"7\"");
  EXPECT_EQ(JsonFields({{"id", 7}}, "a.json").integer("id"), 7);
}

TEST(JsonFields, AnOptionalFieldKeepsItsValueWhenItIsMissing) {
  const json object = {{"file", "a.png"}, {"low", nullptr}, {"high", 2.5}};
  const JsonFields fields(object, "a.json");
  std::string file;
  std::string other = "default";
  std::optional<double> low;
  std::optional<double> high;
  bool flag = true;
  int count = 3;
  fields.read("file", file);
  fields.read("other", other);
  fields.read("low", low);
  fields.read("high", high);
  fields.read("flag", flag);
  fields.read("count", count);
  EXPECT_EQ(file + other, "a.pngdefault");
  EXPECT_EQ(low, std::nullopt);
  EXPECT_EQ(high, 2.5);
  EXPECT_TRUE(flag);
  EXPECT_EQ(count, 3);
}

TEST(JsonFields, AnOptionalFieldOfAnotherTypeIsRefused) {
  EXPECT_EQ(refusal({{"flag", 1}},
                    [](const JsonFields& fields) {
                      bool flag = false;
                      fields.read("flag", flag);
                    }),
            "a.json: flag: expected true or false, got 1");
  EXPECT_EQ(refusal({{"count", 3000000000}},
                    [](const JsonFields& fields) {
                      std::int32_t count = 0;
                      fields.read("count", count);
                    }),
            "a.json: count: expected a whole number from -2147483648 to 2147483647, got "
            "3000000000");
}

TEST(JsonFields, OnlyAnObjectHasFields) {
  EXPECT_EQ(message_of<InputError>([] { JsonFields(json::array({1}), "a.json"); }),
            "a.json: expected an object, got [1]");
}

}  // namespace
}  // namespace mrcnn
