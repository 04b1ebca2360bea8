#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/io/json.hpp"

#include "tests/io/test_files.hpp"

namespace mrcnn {

namespace {

using namespace std::string_literals;
using nlohmann::json;

std::string refusal(std::string_view text) {
  return message_of<InputError>([&] { parse_json(text, "model.json"); });
}

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

TEST(ParseJson, TheDocumentIsTheOneTheLibraryReads) {
  const std::string text =
      R"({"a": [1, -2, 2.5e3, true, false, null, "x"], "b": {"c": {}, "d": []}, "e": 18446744073709551615})";
  const json document = parse_json(text, "model.json");
  EXPECT_EQ(document, json::parse(text));
  EXPECT_TRUE(document["e"].is_number_unsigned());
  EXPECT_EQ(parse_json(" 7 ", "model.json"), json(7));
}

TEST(ParseJson, SyntaxErrorsNameTheLineAndTheColumn) {
  const std::string message = refusal("{\"a\": 1,\n \"b\" 2}");
  EXPECT_NE(message.find("model.json: invalid JSON: parse error at line 2, column 6"),
            std::string::npos)
      << message;
}

TEST(ParseJson, WhatStrictJsonDoesNotAllowIsRefused) {
  const std::vector<std::string> cases = {
      "",          "   ",         "{",     "[1,]",        R"({"a":})", "nan",          "NaN",
      "Infinity",  "01",          "+1",    "1.",          ".5",        "1e999",        "'a'",
      "[1] [2]",   "{} x",        "{a:1}", "/*c*/1",      "\"\xFF\"",  "\"\xC0\xAF\"", "\"\n\"",
      R"("\x41")", R"("\ud800")", "tru",   "\"unfinished"};
  for (const std::string& text : cases) {
    EXPECT_EQ(refusal(text).find("model.json: invalid JSON: "), 0U)
        << text << ": " << refusal(text);
  }
}

TEST(ParseJson, ANulByteDoesNotEndTheText) {
  EXPECT_EQ(refusal("{}\0 hidden"s), "model.json: invalid JSON: a NUL byte");
  EXPECT_EQ(refusal("{}\0"s), "model.json: invalid JSON: a NUL byte");
}

TEST(ParseJson, AKeyTwiceInOneObjectIsRefused) {
  EXPECT_EQ(refusal(R"({"a": 1, "b": {"a": 2}, "a": 3})"),
            "model.json: invalid JSON: the key \"a\" occurs twice in one object");
  EXPECT_NE(refusal(R"([{"x": {"k": {}, "k": []}}])").find("\"k\" occurs twice"),
            std::string::npos);
  EXPECT_NE(refusal(R"({"a": 1, "\u0061": 2})").find("\"a\" occurs twice"), std::string::npos);
  EXPECT_EQ(parse_json(R"([{"a": 1}, {"a": {"a": 2}}])", "model.json").size(), 2U);
}

TEST(ParseJson, SixtyFourLevelsAreReadAndOneMoreIsRefused) {
  EXPECT_EQ(parse_json(nested(64), "model.json"), json::parse(nested(64)));
  EXPECT_EQ(refusal(nested(65)),
            "model.json: invalid JSON: nested too deeply, expected at most 64 levels");
  EXPECT_NE(refusal(std::string(1000000, '[')).find("nested too deeply"), std::string::npos);
  std::string objects;
  for (int i = 0; i < 65; ++i) {
    objects += R"({"a":)";
  }
  EXPECT_NE(refusal(objects).find("nested too deeply"), std::string::npos);
}

TEST(ParseJson, LevelsThatWereClosedDoNotCount) {
  std::string list = "[";
  for (int i = 0; i < 200; ++i) {
    list += "[[]],";
  }
  EXPECT_EQ(parse_json(list + "0]", "model.json").size(), 201U);
}

TEST(ParseJson, ElementsOfTheDocumentsListsAreReadOneByOneAndDropped) {
  std::vector<std::string> read;
  const nlohmann::json document = parse_json(
      R"({"a": [1, [2, 3], {"b": [4]}], "c": {"d": [5]}, "e": "f", "g": []})", "t.json",
      [&](const std::string& list, const nlohmann::json& e) { read.push_back(list + e.dump()); });
  EXPECT_EQ(read, (std::vector<std::string>{"a1", "a[2,3]", R"(a{"b":[4]})"}));
  EXPECT_EQ(document.dump(), R"({"a":[],"c":{"d":[5]},"e":"f","g":[]})");
}

TEST(ParseJson, MessagesAreOneShortLineWhateverTheTextHolds) {
  const std::vector<std::string> cases = {
      "{\"" + std::string(100000, 'k') + "\" 1}", "\x1b[2J\n\n",
      R"({"\n\u001b[2J": 1, "\n\u001b[2J": 2})",
      "{\"" + std::string(500, 'k') + "\":1,\"" + std::string(500, 'k') + "\":1}"};
  for (const std::string& text : cases) {
    const std::string message = refusal(text);
    EXPECT_LT(message.size(), 140U);
    EXPECT_EQ(one_line(message), message);
  }
}

TEST(ParseJson, TheNameIsShownOnOneLine) {
  const std::string message = message_of<InputError>([] { parse_json("", "a\nb"); });
  EXPECT_EQ(message.find("a\\nb: invalid JSON: "), 0U);
}

std::vector<json> elements_of(std::string_view text) {
  std::vector<json> elements;
  parse_json(text, "results.json", [&](const std::string& list, const json& element) {
    EXPECT_EQ(list, "");
    elements.push_back(element);
  });
  return elements;
}

TEST(ParseJsonElements, ADocumentThatIsAListIsVisitedInOrder) {
  EXPECT_EQ(elements_of(R"([1, {"a": [[2], {"b": 3}]}, [], "x", [4, [5]]])"),
            (std::vector<json>{1, json::parse(R"({"a": [[2], {"b": 3}]})"), json::array(), "x",
                               json::parse("[4, [5]]")}));
  EXPECT_EQ(elements_of(" [] "), std::vector<json>{});
  EXPECT_EQ(elements_of("7"), std::vector<json>{});
}

}  // namespace

}  // namespace mrcnn
