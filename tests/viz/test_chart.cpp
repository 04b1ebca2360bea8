#include <gtest/gtest.h>

#include "viz/chart.hpp"

namespace mrcnn {
namespace {

std::size_t pixels_of(const HostTensor<std::uint8_t, 3>& rgb, Color color) {
  std::size_t count = 0;
  for (std::size_t y = 0; y < rgb.shape(0); ++y) {
    for (std::size_t x = 0; x < rgb.shape(1); ++x) {
      count += Color{rgb(y, x, 0), rgb(y, x, 1), rgb(y, x, 2)} == color ? 1 : 0;
    }
  }
  return count;
}

constexpr Color kRed{200, 0, 0};
constexpr Color kBlue{0, 0, 200};

TEST(DrawBars, LengthsAreProportionalToTheValues) {
  const auto rgb =
      draw_bars({{"a", 1.0, "1", kRed}, {"b", 0.25, "0.25", kBlue}, {"c", 0.0, "0", kRed}});
  const double ratio =
      static_cast<double>(pixels_of(rgb, kRed)) / static_cast<double>(pixels_of(rgb, kBlue));
  EXPECT_NEAR(ratio, 4.0, 0.1);
}

TEST(DrawBars, ZeroHasNoBarAndLittleHasOne) {
  const auto rgb = draw_bars({{"a", 1.0, "1", kBlue}, {"b", 0.0, "0", kRed}});
  EXPECT_EQ(pixels_of(rgb, kRed), 0U);
  EXPECT_GT(pixels_of(draw_bars({{"a", 1.0, "1", kBlue}, {"b", 1e-6, "0", kRed}}), kRed), 0U);
}

TEST(DrawBars, NoBarsAndAllZerosAreDrawnToo) {
  EXPECT_GT(draw_bars({}).size(), 0U);
  EXPECT_GT(draw_bars({{"a", 0.0, "0", kRed}}).size(), 0U);
}

TEST(DrawLines, ALineIsWhereItsValuesAre) {
  const auto flat = draw_lines({{"top", {1.0, 1.0}, kRed}}, "x", "y");
  // 360 pixels long and about 2 thick, and its mark beside the name
  EXPECT_NEAR(static_cast<double>(pixels_of(flat, kRed)), 900.0, 300.0);
}

TEST(DrawLines, TicksTakeThePlaceOfTheFifths) {
  const std::vector<ChartLine> line = {{"top", {1.0, 1.0, 1.0}, kRed}};
  const auto fifths = draw_lines(line, "x", "y");
  EXPECT_EQ(draw_lines(line, "x", "y", {"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"}), fifths);
  const auto ticks = draw_lines(line, "x", "y", {"1", "10", "100"});
  EXPECT_NE(ticks, fifths);
  EXPECT_EQ(ticks.shape(), fifths.shape());
}

TEST(DrawCountMatrix, ACellIsDarkerTheMoreOfItsRowItHolds) {
  const auto rgb = draw_count_matrix({{10, 0}, {0, 0}}, {"a", "b"}, {"a", "b"});
  EXPECT_GT(pixels_of(rgb, {55, 135, 215}), 1000U);
}

}  // namespace
}  // namespace mrcnn
