#include <string>

#include <gtest/gtest.h>

#include "viz/font.hpp"

namespace mrcnn {
namespace {

int ink(const TextLine& line) {
  return cv::countNonZero(line.coverage);
}

bool look_alike(const std::string& a, const std::string& b) {
  const TextLine left = draw_line(a, 20);
  const TextLine right = draw_line(b, 20);
  return left.coverage.size() == right.coverage.size() &&
         cv::norm(left.coverage, right.coverage, cv::NORM_INF) == 0;
}

TEST(Font, ALineIsAsWideAsItSaysAndTwiceAsLargeLettersAreTwiceAsWide) {
  EXPECT_EQ(draw_line("star 0.98", 20).coverage.cols, text_width("star 0.98", 20));
  EXPECT_NEAR(text_width("star 0.98", 40), 2 * text_width("star 0.98", 20), 9);
  EXPECT_EQ(text_width("", 20), 0);
}

TEST(Font, EveryLineOfASizeIsEquallyHigh) {
  const TextLine low = draw_line("nose", 20);
  const TextLine high = draw_line("\u00c4g", 20);
  EXPECT_EQ(low.coverage.rows, high.coverage.rows);
  EXPECT_EQ(low.baseline, high.baseline);
  EXPECT_EQ(cv::countNonZero(low.coverage.rowRange(low.baseline, low.coverage.rows)), 0);
}

TEST(Font, CyrillicLettersAreDrawn) {
  EXPECT_GT(ink(draw_line("\u0437\u0432\u0435\u0437\u0434\u0430", 20)), 200);
  EXPECT_FALSE(look_alike("\u0437", "\u0434"));
  EXPECT_FALSE(look_alike("\u0437", "\ufffd"));
}

TEST(Font, WhatIsNoCharacterIsAReplacementCharacter) {
  for (const char* odd : {"\n", "\x1b", "\xff", "\xd0", "\x80", "\xc1"}) {
    EXPECT_TRUE(look_alike(odd, "\ufffd")) << odd;
  }
  EXPECT_TRUE(look_alike("\xd0z", "\ufffdz"));
  EXPECT_GT(ink(draw_line("\U0001f98a", 20)), 0);  // not in the font: its box
}

TEST(Font, ATextThatIsTooLongEndsInDotsBetweenCharacters) {
  const std::string name = "\u0442\u0440\u0435\u0443\u0433\u043e\u043b\u044c\u043d\u0438\u043a";
  EXPECT_EQ(fitted_text(name, 20, text_width(name, 20)), name);
  const std::string shorter = fitted_text(name, 20, text_width(name, 20) - 1);
  EXPECT_LT(text_width(shorter, 20), text_width(name, 20));
  EXPECT_EQ(shorter.substr(shorter.size() - 3), "...");
  EXPECT_EQ(name.substr(0, shorter.size() - 3), shorter.substr(0, shorter.size() - 3));
  EXPECT_EQ((shorter.size() - 3) % 2, 0U);  // these letters have two bytes
  EXPECT_EQ(fitted_text(name, 20, 1), "");
  EXPECT_EQ(fitted_text(std::string(50'000'000, 'w'), 20, 100).substr(0, 2), "ww");
}

}  // namespace
}  // namespace mrcnn
