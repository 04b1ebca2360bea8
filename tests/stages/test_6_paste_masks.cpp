#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/6_masks/paste_math.hpp"

#include "tests/stages/pasted.hpp"
#include "tests/support/boxes.hpp"
#include "tests/support/close.hpp"
#include "tests/support/message.hpp"
#include "tests/support/random.hpp"

namespace mrcnn {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr int kSize = 28;

HostTensor<float, 2> full(float probability) {
  return filled_tensor<float>({kSize, kSize}, probability);
}

int count_set(const Picture& pixels) {
  int count = 0;
  for (const float value : pixels) {
    count += value != 0.0F ? 1 : 0;
  }
  return count;
}

TEST(PasteMasks, ABoxOfTenPixelsCoversTwelve) {
  const Picture pixels = pasted(full(0.9F), {10, 10, 20, 20}, {40, 40});
  for (std::size_t y = 0; y < 40; ++y) {
    for (std::size_t x = 0; x < 40; ++x) {
      const bool covered = y >= 9 && y <= 20 && x >= 9 && x <= 20;
      ASSERT_EQ(pixels(y, x) >= 0.5F, covered) << y << ", " << x << ": " << pixels(y, x);
    }
  }
}

// M = 1: the cell and its ring are 3 x 3, the box from 3 to 6 grows to 0 .. 9, and with the added
// one to 10 pixels. Row d reads position 0.3 (d + 1/2) - 1/2 of (0, p, 0).
TEST(PasteMasks, OneCellFadesIntoItsRingByHand) {
  const auto mask = filled_tensor<float>({1, 1}, 1.0F);
  const Picture pixels = pasted(mask, {3, 3, 6, 6}, {12, 12});
  const std::vector<float> profile = {0, 0, 0.25F, 0.55F, 0.85F, 0.85F, 0.55F, 0.25F, 0, 0, 0, 0};
  for (std::size_t y = 0; y < 12; ++y) {
    for (std::size_t x = 0; x < 12; ++x) {
      ASSERT_NEAR(pixels(y, x), profile[y] * profile[x], 1e-6F) << y << ", " << x;
    }
  }
}

// The box from 1/4 to 28 1/4 grows to -3/4 .. 29 1/4, which is cut to 0 .. 29: 30 pixels for the 30
// cells of the mask with its ring, so that every cell is one pixel.
TEST(PasteMasks, ARegionOfThirtyPixelsIsACopyInsideARingOfZeros) {
  const auto mask = random_tensor({kSize, kSize}, 1);
  const Picture pixels = pasted(mask, {0.25F, 0.25F, 28.25F, 28.25F}, {32, 32});
  for (std::size_t y = 0; y < 32; ++y) {
    for (std::size_t x = 0; x < 32; ++x) {
      const bool inside = y >= 1 && y <= 28 && x >= 1 && x <= 28;
      ASSERT_EQ(pixels(y, x), inside ? mask(y - 1, x - 1) : 0.0F) << y << ", " << x;
    }
  }
}

TEST(PasteMasks, RowsAreRowsAndColumnsAreColumns) {
  HostTensor<float, 2> mask = full(0.0F);
  for (std::size_t x = 0; x < kSize; ++x) {
    mask(26, x) = 1.0F;  // the two lowest rows
    mask(27, x) = 1.0F;
  }
  const Picture pixels = pasted(mask, {10, 5, 50, 25}, {40, 60});
  EXPECT_GT(pixels(24, 30), 0.5F);
  EXPECT_EQ(pixels(10, 30), 0.0F);
  EXPECT_EQ(pixels(15, 49), 0.0F);
}

TEST(GrownAxis, CornersAreCutTowardZeroAndOneIsAddedToEachSide) {
  const PasteAxis x = grown_axis(0.25F, 28.25F, kSize);
  EXPECT_EQ(x.first, 0);   // -0.75
  EXPECT_EQ(x.count, 30);  // 0 .. 29.25
  const PasteAxis y = grown_axis(7, 35, kSize);
  EXPECT_EQ(y.first, 6);   // 6.0
  EXPECT_EQ(y.count, 31);  // 6 .. 36.0
  const PasteAxis further = grown_axis(-0.5F, 27.5F, kSize);
  EXPECT_EQ(further.first, -1);  // -1.5
  EXPECT_EQ(further.count, 30);
}

TEST(GrownAxis, ABoxWithoutExtentIsOnePixel) {
  const PasteAxis axis = grown_axis(7.5F, 7.5F, kSize);
  EXPECT_EQ(axis.first, 7);
  EXPECT_EQ(axis.count, 1);
  EXPECT_EQ(count_set(pasted(full(0.9F), {7.5F, 3.25F, 7.5F, 3.25F}, {10, 10})), 1);
}

TEST(GrownAxis, HugeCornersAreLimitedBeforeTheyBecomeIntegers) {
  const PasteAxis axis = grown_axis(-1e30F, 1e30F, kSize);
  EXPECT_EQ(axis.first, -(std::int64_t{1} << 30));
  EXPECT_EQ(axis.count, (std::int64_t{1} << 31) + 1);
}

// The cell of OneCellFadesIntoItsRingByHand, 6 pixels further left: columns -6 .. 3.
TEST(PasteMasks, APartOutsideTheCanvasIsLeftOutWithoutMovingTheRest) {
  const auto mask = filled_tensor<float>({1, 1}, 1.0F);
  const Picture whole = pasted(mask, {3, 3, 6, 6}, {12, 12});
  const Picture left = pasted(mask, {-3, 3, 0, 6}, {12, 12});
  const Picture above = pasted(mask, {3, -3, 6, 0}, {12, 12});
  const Picture small = pasted(mask, {3, 3, 6, 6}, {5, 4});
  for (std::size_t y = 0; y < 12; ++y) {
    for (std::size_t x = 0; x < 6; ++x) {
      ASSERT_EQ(left(y, x), whole(y, x + 6)) << y << ", " << x;
      ASSERT_EQ(above(x, y), whole(x + 6, y)) << y << ", " << x;
    }
  }
  for (std::size_t y = 0; y < 5; ++y) {
    for (std::size_t x = 0; x < 4; ++x) {
      ASSERT_EQ(small(y, x), whole(y, x));
    }
  }
  EXPECT_EQ(count_set(pasted(mask, {-50, 0, -40, 10}, {20, 20})), 0);
  EXPECT_EQ(count_set(pasted(mask, {0, 40, 10, 50}, {20, 20})), 0);
}

// 200000 x 200000 pixels as floats would be 160 GB; only the canvas is computed.
TEST(PasteMasks, AHugeBoxCostsNothingAndShowsItsMiddle) {
  HostTensor<float, 2> mask = full(0.0F);
  mask(13, 13) = 0.75F;
  mask(13, 14) = 0.75F;
  mask(14, 13) = 0.75F;
  mask(14, 14) = 0.75F;
  const Picture pixels = pasted(mask, {-1e5F, -1e5F, 1e5F, 1e5F}, {10, 20});
  for (const float value : pixels) {
    ASSERT_NEAR(value, 0.75F, 1e-5F);
  }
  EXPECT_EQ(count_set(pasted(full(0.5F), {-1e30F, -1e30F, 1e30F, 1e30F}, {10, 20})), 200);
}

TEST(PasteMasks, ReversedAndNonFiniteBoxesSetNoPixel) {
  constexpr float kTiny = std::numeric_limits<float>::denorm_min();  // half of it is 0
  for (const Box& box :
       {Box{20, 10, 10, 20}, Box{10, 20, 20, 10}, Box{20, 20, 10, 10}, Box{kTiny, 0, 0, 20},
        Box{0, kTiny, 20, 0}, Box{0, 0, -kTiny, 20}, Box{-3e38F, -3e38F, 3e38F, 3e38F}}) {
    EXPECT_EQ(count_set(pasted(full(0.9F), box, {30, 30})), 0) << ::testing::PrintToString(box);
  }
  for (const float bad : {kNaN, kInfinity, -kInfinity}) {
    for (const Box& box :
         {Box{bad, 10, 20, 20}, Box{10, bad, 20, 20}, Box{10, 10, bad, 20}, Box{10, 10, 20, bad}}) {
      EXPECT_EQ(count_set(pasted(full(0.9F), box, {30, 30})), 0) << ::testing::PrintToString(box);
    }
  }
}

TEST(PasteMasks, MasksThatAreNotSquareOrNotAsManyAsBoxesAreNamed) {
  const auto message = [](std::size_t count, std::size_t rows, std::size_t columns) {
    return message_of<ShapeError>([&] {
      paste_masks(make_tensor<float>({count, rows, columns}), list<Box>({{0, 0, 1, 1}}), {2, 5});
    });
  };
  EXPECT_EQ(message(1, 28, 27), "paste_masks: masks is (1, 28, 27), expected (1, M, M) like boxes");
  EXPECT_EQ(message(2, 28, 28), "paste_masks: masks is (2, 28, 28), expected (1, M, M) like boxes");
  EXPECT_EQ(message(1, 0, 0), "paste_masks: masks is (1, 0, 0), expected (1, M, M) like boxes");
}

}  // namespace
}  // namespace mrcnn
