#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "common/coco/ids.hpp"
#include "common/error.hpp"

#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

using nlohmann::json;

TEST(Ids, WholeNumbersAreWrittenInManyWays) {
  for (const char* text : {"7", "7.0", R"("7")", R"(" 7\n")"}) {
    EXPECT_EQ(as_whole_number(json::parse(text)), 7) << text;
  }
  for (const char* text : {"7.5", R"("seven")", R"("")", "null", "[7]", "9223372036854775808"}) {
    EXPECT_EQ(as_whole_number(json::parse(text)), std::nullopt) << text;
  }
}

TEST(Ids, TextsGetNumbersBelowZeroInTheirOrder) {
  TextIds ids;
  const json car = {{"id", "car"}, {"image_id", "cat"}};
  const json cat = {{"id", "cat"}};
  const json nine = {{"id", "9"}};
  EXPECT_EQ(ids.read({car, "a"}), -1);
  EXPECT_EQ(ids.read_reference({car, "a"}, "image_id"), -2);
  EXPECT_EQ(ids.read({cat, "b"}), -2);
  EXPECT_EQ(ids.read({nine, "c"}), 9);
  EXPECT_EQ(ids.warnings("images"),
            std::vector<std::string>{"images have texts as ids, such as \"car\"; results are "
                                     "written with numbers, -1 for the first text"});
}

TEST(Ids, AResultMayHaveTheTextOrItsNumber) {
  TextIds ids;
  const json car = {{"id", "car"}};
  (void)ids.read({car, "a"});
  for (const char* text :
       {R"({"image_id": "car"})", R"({"image_id": -1})", R"({"image_id": "-1"})"}) {
    const json result = json::parse(text);
    EXPECT_EQ(ids.read_known({result, "r"}, "image_id"), -1) << text;
  }
  const json other = {{"image_id", "bus"}};
  EXPECT_EQ(message_of<InputError>([&] {
              (void)ids.read_known({other, "r"}, "image_id");
            }),
            "r: image_id: expected a whole number, got \"bus\"");
}

TEST(Ids, ATextThatNoEntryHasIsNamed) {
  TextIds ids;
  const json annotation = {{"image_id", "ten"}, {"other", "x"}};
  EXPECT_EQ(ids.read_reference({annotation, "a"}, "image_id"), -1);
  EXPECT_EQ(ids.warnings("images"),
            std::vector<std::string>{"annotations refer to \"ten\", expected ids of images"});
  (void)ids.read_reference({annotation, "a"}, "other");
  EXPECT_EQ(ids.warnings("images"),
            std::vector<std::string>{"annotations refer to \"ten\" and 1 more text, expected "
                                     "ids of images"});
}

TEST(Ids, WhatIsNeitherANumberNorATextIsRefused) {
  TextIds ids;
  const json entry = {{"id", true}};
  EXPECT_EQ(message_of<InputError>([&] {
              (void)ids.read({entry, "a"});
            }),
            "a: id: expected a whole number, got true");
}

}  // namespace
}  // namespace mrcnn
