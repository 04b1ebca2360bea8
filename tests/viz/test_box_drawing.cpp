#include <gtest/gtest.h>

#include "viz/box_drawing.hpp"

#include "tests/viz/drawn.hpp"

namespace mrcnn {
namespace {

// An image of 100 x 100 drawn with 500: factor 5. Lines are 3 wide, so they cover +-1 pixel.
TEST(BoxDrawing, ASolidBoxHasItsColourOnAllSides) {
  const Rgb picture =
      draw_boxes(plain_image(100, 100), {{.box = {20, 30, 80, 60}, .color = color_of(0)}}, 500);
  EXPECT_EQ(pixel(picture, 200, 100), color_of(0));
  EXPECT_EQ(pixel(picture, 200, 400), color_of(0));
  EXPECT_EQ(pixel(picture, 150, 250), color_of(0));
  EXPECT_EQ(pixel(picture, 300, 250), color_of(0));
  EXPECT_EQ(pixel(picture, 200, 250), kPlain) << "nothing inside";
}

TEST(BoxDrawing, LightLinesHaveDarkEdgesAndDarkLinesLightOnes) {
  const auto edge = [](Color color) {
    const Rgb picture =
        draw_boxes(plain_image(100, 100), {{.box = {20, 30, 80, 60}, .color = color}}, 500);
    std::size_t x = 100;
    while (pixel(picture, 200, x) == color) {
      ++x;
    }
    return pixel(picture, 200, x);
  };
  EXPECT_EQ(edge({240, 228, 66}), (Color{50, 50, 50}));
  EXPECT_EQ(edge({68, 1, 84}), (Color{235, 235, 235}));
}

TEST(BoxDrawing, ADashedBoxHasGaps) {
  const Rgb picture =
      draw_boxes(plain_image(100, 100),
                 {{.box = {20, 20, 80, 80}, .color = color_of(0), .dashed = true}}, 500);
  std::size_t drawn = 0;
  for (std::size_t y = 110; y < 390; ++y) {
    drawn += pixel(picture, y, 100) == color_of(0) ? 1 : 0;
  }
  EXPECT_GT(drawn, 80U);
  EXPECT_LT(drawn, 240U);
}

TEST(BoxDrawing, EveryImageIsScaledToTheSameSide) {
  const Rgb small = draw_boxes(plain_image(10, 20), {}, 400);
  const Rgb large = draw_boxes(plain_image(1000, 2000), {}, 400);
  EXPECT_EQ(small.shape(), large.shape());
  EXPECT_EQ(small.shape(0), 200U);
  EXPECT_EQ(small.shape(1), 400U);
}

}  // namespace
}  // namespace mrcnn
