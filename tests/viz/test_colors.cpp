#include <cmath>

#include <gtest/gtest.h>

#include "viz/colors.hpp"

namespace mrcnn {
namespace {

/// Relative luminance of WCAG 2.1.
double luminance(Color color) {
  const auto linear = [](std::uint8_t value) {
    const double s = value / 255.0;
    return s <= 0.03928 ? s / 12.92 : std::pow((s + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue);
}

double lightness(Color color) {
  return 0.2126 * color.red + 0.7152 * color.green + 0.0722 * color.blue;
}

TEST(Colors, NeighboursDifferAndTheListRepeats) {
  for (std::size_t i = 0; i < kObjectColors.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      EXPECT_FALSE(color_of(i) == color_of(j)) << i << " and " << j;
    }
    EXPECT_EQ(color_of(i + kObjectColors.size()), color_of(i));
  }
}

TEST(Colors, TextCanBeReadOnEveryLabel) {
  for (std::size_t i = 0; i <= kObjectColors.size(); ++i) {
    const Color background = i < kObjectColors.size() ? color_of(i) : kRejectedColor;
    const double ink = luminance(text_color_on(background));
    const double paper = luminance(background);
    const double contrast = (std::max(ink, paper) + 0.05) / (std::min(ink, paper) + 0.05);
    EXPECT_GE(contrast, 3.4) << "colour " << i << "; 3 is what WCAG asks of large text";
  }
}

TEST(Colors, LevelsGetDarkerWhenTheyGetCoarser) {
  for (int level = 3; level <= 6; ++level) {
    EXPECT_LT(lightness(color_of_level(level)), lightness(color_of_level(level - 1)) - 20.0);
  }
}

}  // namespace
}  // namespace mrcnn
