#include <gtest/gtest.h>

#include "common/io/one_line.hpp"

namespace mrcnn {

namespace {

using namespace std::string_literals;

TEST(OneLine, PrintableTextInAnyLanguageIsUnchanged) {
  for (const std::string text : {"", "a b~", "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80", "C:\\x"}) {
    EXPECT_EQ(one_line(text), text);
    EXPECT_TRUE(is_utf8(text));
  }
}

TEST(OneLine, ControlCharactersAreEscaped) {
  EXPECT_EQ(one_line("a\nb\tc"), "a\\nb\\tc");
  EXPECT_EQ(one_line("\x1b[31m\x7f"), "\\x1b[31m\\x7f");
  EXPECT_EQ(one_line("x\0y"s), "x\\x00y");
  EXPECT_EQ(one_line("\xC2\x9B"), "\\xc2\\x9b");  // CSI, a terminal command in one character
}

TEST(OneLine, MalformedUtf8IsEscapedByteByByte) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"\xFF!", "\\xff!"},                          // never a lead byte
      {"\xC3", "\\xc3"},                            // cut off
      {"\xC3(", "\\xc3("},                          // no continuation
      {"\x80", "\\x80"},                            // continuation without a lead
      {"\xC0\xAF", "\\xc0\\xaf"},                   // overlong '/'
      {"\xE0\x80\xAF", "\\xe0\\x80\\xaf"},          // overlong, three bytes
      {"\xED\xA0\x80", "\\xed\\xa0\\x80"},          // surrogate
      {"\xF4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"}  // beyond U+10FFFF
  };
  for (const auto& [text, shown] : cases) {
    EXPECT_EQ(one_line(text), shown);
    EXPECT_FALSE(is_utf8(text)) << shown;
  }
}

TEST(OneLine, ItIsCutAtTheLimitBetweenCharacters) {
  EXPECT_EQ(one_line("abcdef", 6), "abcdef");
  EXPECT_EQ(one_line("abcdef", 5), "abcde...");
  EXPECT_EQ(one_line("ab\xC3\xA4", 3), "ab...");  // half a letter would be no UTF-8
  EXPECT_EQ(one_line("a\nb", 2), "a...");
}

TEST(OneLine, TwiceIsLikeOnce) {
  const std::string once = one_line("a\n\xFF\\n");
  EXPECT_EQ(one_line(once), once);
}

}  // namespace

}  // namespace mrcnn
