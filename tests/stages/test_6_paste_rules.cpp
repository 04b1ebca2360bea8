#include <limits>

#include <gtest/gtest.h>

#include "stages/6_masks/masks.hpp"

#include "tests/stages/pasted.hpp"
#include "tests/support/boxes.hpp"
#include "tests/support/close.hpp"
#include "tests/support/random.hpp"

namespace mrcnn {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

int count_at_half(const Picture& pixels) {
  int count = 0;
  for (const float value : pixels) {
    count += value >= 0.5F ? 1 : 0;
  }
  return count;
}

Picture full(std::size_t cells) {
  return filled_tensor<float>({cells, cells}, 0.9F);
}

TEST(PasteRules, ABoxOfTenPixelsCoversTwelveTenOrTen) {
  const Box box{10, 10, 20, 20};
  EXPECT_EQ(count_at_half(pasted(full(28), box, {40, 40}, PasteRule::torchvision)), 144);
  EXPECT_EQ(count_at_half(pasted(full(28), box, {40, 40}, PasteRule::matterport)), 100);
  EXPECT_EQ(count_at_half(pasted(full(28), box, {40, 40}, PasteRule::detectron2)), 100);
}

TEST(MatterportPaste, ABoxAsLargeAsItsMaskIsACopy) {
  const Picture mask = random_tensor({5, 5}, 1);
  const Picture pixels = pasted(mask, {1, 2, 6, 7}, {9, 9}, PasteRule::matterport);
  for (std::size_t y = 0; y < 9; ++y) {
    for (std::size_t x = 0; x < 9; ++x) {
      const bool inside = y >= 2 && y < 7 && x >= 1 && x < 6;
      ASSERT_EQ(pixels(y, x), inside ? mask(y - 2, x - 1) : 0.0F) << y << ", " << x;
    }
  }
}

TEST(MatterportPaste, CornersAreRoundedHalfToEven) {
  const Picture pixels = pasted(full(28), {2.5F, 3.5F, 6.6F, 7.5F}, {9, 9}, PasteRule::matterport);
  for (std::size_t y = 0; y < 9; ++y) {
    for (std::size_t x = 0; x < 9; ++x) {
      ASSERT_EQ(pixels(y, x) > 0.0F, y >= 4 && y < 8 && x >= 2 && x < 7) << y << ", " << x;
    }
  }
}

// Two cells 0 and 1 over four pixels: centres at -1/4, 1/4, 3/4, 5/4 of the cells; beyond the last
// one lies 0, so the last pixel is 3/4 again. Rows are alike and lose a quarter at both ends.
TEST(MatterportPaste, BeyondTheMaskLiesZeroByHand) {
  const Picture mask{{0.0F, 1.0F}, {0.0F, 1.0F}};
  const Picture pixels = pasted(mask, {0, 0, 4, 4}, {4, 4}, PasteRule::matterport);
  const std::vector<float> columns = {0, 0.25F, 0.75F, 0.75F};
  const std::vector<float> rows = {0.75F, 1, 1, 0.75F};
  for (std::size_t y = 0; y < 4; ++y) {
    for (std::size_t x = 0; x < 4; ++x) {
      ASSERT_FLOAT_EQ(pixels(y, x), rows[y] * columns[x]) << y << ", " << x;
    }
  }
}

// Half of a border pixel of a full mask would be 0 outside; the limit to the range of the mask
// brings it back.
TEST(MatterportPaste, ResultsStayInTheRangeOfTheMask) {
  const Picture pixels = pasted(full(2), {0, 0, 8, 8}, {8, 8}, PasteRule::matterport);
  for (const float value : pixels) {
    ASSERT_FLOAT_EQ(value, 0.9F);
  }
}

// One cell over the box from 2.5 to 4.5: pixel centres 2.5, 3.5, 4.5 are at -1/2, 0 and 1/2 of the
// cell, those at 1.5 and 5.5 a whole cell away.
TEST(Detectron2Paste, PixelCentresAreEvaluatedInTheUnroundedBoxByHand) {
  const auto mask = filled_tensor<float>({1, 1}, 1.0F);
  const Picture pixels = pasted(mask, {2.5F, 2.5F, 4.5F, 4.5F}, {7, 7}, PasteRule::detectron2);
  const std::vector<float> profile = {0, 0, 0.5F, 1, 0.5F, 0, 0};
  for (std::size_t y = 0; y < 7; ++y) {
    for (std::size_t x = 0; x < 7; ++x) {
      ASSERT_FLOAT_EQ(pixels(y, x), profile[y] * profile[x]) << y << ", " << x;
    }
  }
}

TEST(PasteRules, OnlyPixelsOfTheCanvasAreComputedHoweverLargeTheBox) {
  for (const PasteRule rule : {PasteRule::matterport, PasteRule::detectron2}) {
    const Box huge{-1e5F, -1e5F, 1e5F, 1e5F};
    EXPECT_EQ(count_at_half(pasted(full(28), huge, {10, 20}, rule)), 200);
    const Box beyond_integers{-1e30F, -1e30F, 1e30F, 1e30F};
    EXPECT_EQ(count_at_half(pasted(full(28), beyond_integers, {10, 20}, rule)), 200);
  }
}

TEST(PasteRules, ReversedEmptyAndNonFiniteBoxesSetNoPixel) {
  for (const PasteRule rule : {PasteRule::matterport, PasteRule::detectron2}) {
    for (const Box& box :
         {Box{20, 10, 10, 20}, Box{10, 20, 20, 10}, Box{5, 5, 5, 9}, Box{-kInfinity, 0, 5, 5},
          Box{0, 0, 5, kInfinity}, Box{0, kNaN, 5, 5}, Box{kNaN, 0, 5, 5}, Box{0, 0, kNaN, 5}}) {
      EXPECT_EQ(count_at_half(pasted(full(28), box, {30, 30}, rule)), 0)
          << ::testing::PrintToString(box);
    }
  }
}

TEST(Paste, TheRuleOfTheParametersDecides) {
  const auto logits = filled_tensor<float>({1, 28, 28}, 3.0F);
  const Detections<Host> one{list<Box>({{10, 10, 20, 20}}), list<float>({0.5F}),
                             list<std::int32_t>({1})};
  const auto area = [&](PasteRule rule) {
    const auto result = paste(logits, one, BoxFrame(ImageSize{40, 40}), {40, 40}, {.rule = rule});
    int set = 0;
    for (const std::uint8_t pixel : result.masks) {
      set += pixel;
    }
    return set;
  };
  EXPECT_EQ(area(PasteRule::torchvision), 144);
  EXPECT_EQ(area(PasteRule::matterport), 100);
  EXPECT_EQ(area(PasteRule::detectron2), 100);
}

}  // namespace
}  // namespace mrcnn
