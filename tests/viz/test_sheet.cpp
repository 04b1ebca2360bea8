#include <gtest/gtest.h>

#include "viz/box_drawing.hpp"
#include "viz/drawn_objects.hpp"
#include "viz/heat_map.hpp"
#include "viz/sheet.hpp"

#include "tests/viz/drawn.hpp"

namespace mrcnn {
namespace {

constexpr Color kWhite{255, 255, 255};

/// A panel in one colour.
Panel flat_panel(std::size_t height, std::size_t width, std::uint8_t red) {
  Rgb pixels = filled_tensor<std::uint8_t>({height, width, 3}, 10);
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 0; x < width; ++x) {
      pixels(y, x, 0) = red;
    }
  }
  return {"panel", "note", pixels};
}

Sheet sheet_of(std::vector<Panel> panels, int columns) {
  return {.title = "A title",
          .subtitle = "and what is below it",
          .legend = {},
          .panels = std::move(panels),
          .columns = columns};
}

std::size_t ink(const Rgb& picture) {
  return picture.shape(0) * picture.shape(1) - count_of(picture, kWhite);
}

TEST(Sheet, PanelsAreWholeWhateverTheirSizes) {
  const Rgb picture = draw_sheet(
      sheet_of({flat_panel(50, 200, 101), flat_panel(90, 30, 102), flat_panel(10, 10, 103)}, 2));
  EXPECT_EQ(count_of(picture, {101, 10, 10}), 50U * 200U);
  EXPECT_EQ(count_of(picture, {102, 10, 10}), 90U * 30U);
  EXPECT_EQ(count_of(picture, {103, 10, 10}), 10U * 10U);
}

// The words take the same ink on a sheet that has room for them and on one that must grow.
TEST(Sheet, WordsAreNeverCut) {
  for (auto words : {&Sheet::title, &Sheet::subtitle}) {
    Sheet narrow = sheet_of({flat_panel(40, 40, 101)}, 1);
    narrow.*words = "a very long line of words that no panel of forty pixels is as wide as";
    Sheet wide = narrow;
    wide.panels = {flat_panel(1, 1600, 101)};
    EXPECT_EQ(ink(draw_sheet(narrow)) - 40U * 40U, ink(draw_sheet(wide)) - 1600U);
  }
}

TEST(Sheet, NotesOfNeighboursDoNotOverlap) {
  Sheet sheet = sheet_of({flat_panel(40, 40, 101), flat_panel(40, 40, 102)}, 2);
  sheet.panels[0].note = "a note that is much wider than its panel";
  const std::size_t both = ink(draw_sheet(sheet));
  sheet.panels[1].note = "";
  const std::size_t first = ink(draw_sheet(sheet));
  sheet.panels[0].note = "";
  const std::size_t none = ink(draw_sheet(sheet));
  sheet.panels[1].note = "note";
  EXPECT_EQ(both - first, ink(draw_sheet(sheet)) - none);
}

TEST(Sheet, TheLegendShowsEveryColour) {
  Sheet sheet = sheet_of({flat_panel(40, 40, 101)}, 1);
  const Rgb without = draw_sheet(sheet);
  sheet.legend = {{color_of(0), "first"}, {color_of(1), "second"}};
  const Rgb with = draw_sheet(sheet);
  EXPECT_EQ(count_of(without, color_of(0)), 0U);
  EXPECT_GE(count_of(with, color_of(0)), 15U * 15U);
  EXPECT_GE(count_of(with, color_of(1)), 15U * 15U);
  EXPECT_GT(with.shape(0), without.shape(0));
}

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

TEST(HeatMap, LevelsGetDarkerWhenTheyGetCoarser) {
  for (int level = 3; level <= 6; ++level) {
    EXPECT_LT(lightness(color_of_level(level)), lightness(color_of_level(level - 1)) - 20.0);
  }
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

TEST(DrawnObjects, AreTheLikelyOnesOrElseTheThreeBest) {
  EXPECT_EQ(objects_drawn({0.9F, 0.5F, 0.49F, 0.1F}), 2U);
  EXPECT_EQ(objects_drawn({0.4F, 0.3F, 0.2F, 0.1F}), 3U);
  EXPECT_EQ(objects_drawn({0.4F}), 1U);
  EXPECT_EQ(objects_drawn(make_tensor<float>({0})), 0U);
  EXPECT_EQ(objects_drawn(filled_tensor<float>({100}, 0.9F)), kMostObjectsDrawn);
}

TEST(DrawnObjects, KeepTheirNumberWhenOthersAreLeftOut) {
  EXPECT_EQ(rows_kept({1, 0, 0, 1}), (std::vector<std::size_t>{0, 3}));
  EXPECT_EQ(number_of({0, 3}, 1), 3U);
  EXPECT_EQ(number_of({}, 1), 1U);
}

TEST(DrawnObjects, ALabelOutsideTheListIsANumber) {
  EXPECT_EQ(name_of_class({"background", "star"}, 1), "star");
  EXPECT_EQ(name_of_class({"background", "star"}, 2), "class 2");
  EXPECT_EQ(name_of_class({}, -1), "class -1");
}

}  // namespace
}  // namespace mrcnn
