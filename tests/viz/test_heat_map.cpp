#include <limits>

#include <gtest/gtest.h>

#include "viz/heat_map.hpp"

#include "tests/viz/drawn.hpp"

namespace mrcnn {
namespace {

constexpr Color kWhite{255, 255, 255};

double lightness(Color color) {
  return 0.2126 * color.red + 0.7152 * color.green + 0.0722 * color.blue;
}

// Whoever cannot tell the hues apart can tell these.
TEST(HeatMap, GetsLighterWithTheValue) {
  auto values = make_tensor<float>({1, 11});
  for (std::size_t i = 0; i < 11; ++i) {
    values(0, i) = static_cast<float>(i) / 10.0F;
  }
  const Rgb map = heat_map(values, {0.0F, 1.0F}, 2);
  for (std::size_t i = 1; i < 11; ++i) {
    EXPECT_GT(lightness(pixel(map, 0, 2 * i)), lightness(pixel(map, 0, 2 * i - 2)) + 5.0) << i;
  }
}

TEST(HeatMap, CellsThatAreNotFiniteAreWhite) {
  auto values = filled_tensor<float>({1, 2}, 0.5F);
  values(0, 1) = std::numeric_limits<float>::quiet_NaN();
  const Rgb map = heat_map(values, range_of(values), 3);
  EXPECT_EQ(count_of(map, kWhite), 9U);
}

// Cells of 32 pixels on an image of 64: quarters.
TEST(HeatOverImage, ACellCoversThePixelsItStandsFor) {
  auto values = filled_tensor<float>({2, 2}, 0.0F);
  values(0, 1) = 1.0F;
  const Rgb picture = heat_over_image(plain_image(64, 64), values, 32, 128);
  const Color plain = pixel(picture, 20, 20);
  EXPECT_EQ(plain.red, plain.blue);
  EXPECT_EQ(pixel(picture, 63, 63), plain);
  EXPECT_EQ(pixel(picture, 100, 100), plain);
  EXPECT_GT(pixel(picture, 20, 64).red, pixel(picture, 20, 64).blue + 100);
  EXPECT_EQ(pixel(picture, 63, 127), pixel(picture, 0, 64));
}

}  // namespace
}  // namespace mrcnn
