#include <gtest/gtest.h>

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

// The text takes the same ink on a sheet that has room for them and on one that must grow.
TEST(Sheet, TextIsNeverCut) {
  for (auto text : {&Sheet::title, &Sheet::subtitle}) {
    Sheet narrow = sheet_of({flat_panel(40, 40, 101)}, 1);
    narrow.*text = "a very long line of text that no panel of forty pixels is as wide as";
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

}  // namespace
}  // namespace mrcnn
