#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/nn/max_pool.hpp"

#include "tests/nn/drawn_map.hpp"
#include "tests/support/boxes.hpp"
#include "tests/support/close.hpp"
#include "tests/support/message.hpp"
#include "tests/support/random.hpp"

namespace mrcnn {
namespace {

using Map = HostTensor<float, 3>;

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

//    0  1  2  3  4
//    5  6  7  8  9     windows of 3 x 3 start at -1, 1, 3
//   10 11 12 13 14
TEST(MaxPool, ThreeByThreeWithStrideTwoAndPaddingOneByHand) {
  EXPECT_EQ(flat(max_pool(counted_map(3, 5), 3, 2, 1)), (std::vector<float>{6, 8, 9, 11, 13, 14}));
}

TEST(MaxPool, CellsOutsideTheMapNeverWinEvenAgainstNegativeNumbers) {
  const Map negative = drawn_map(
      2, 2, [](std::size_t y, std::size_t x) { return -1.0F - static_cast<float>(2 * y + x); });
  EXPECT_EQ(flat(max_pool(negative, 3, 2, 1)), std::vector<float>{-1});
  EXPECT_EQ(flat(max_pool(drawn_map(1, 1, [](auto, auto) { return -kInfinity; }), 3, 2, 1)),
            std::vector<float>{-kInfinity});
}

TEST(MaxPool, AWindowOfOneWithStrideTwoTakesEverySecondCell) {
  const Map pooled = max_pool(counted_map(5, 4), 1, 2, 0);
  EXPECT_EQ(pooled.shape(), (std::array<std::size_t, 3>{3, 2, 1}));
  EXPECT_EQ(flat(pooled), (std::vector<float>{0, 2, 8, 10, 16, 18}));
}

TEST(MaxPool, ChannelsDoNotMixAndNaNWinsOnlyWhereItIsSeen) {
  auto map = filled_tensor<float>({4, 4, 2}, 1.0F);
  map(0, 0, 1) = kNaN;
  map(3, 3, 0) = 5.0F;
  const Map pooled = max_pool(map, 2, 2, 0);
  EXPECT_EQ(pooled(0, 0, 0), 1.0F);
  EXPECT_TRUE(std::isnan(pooled(0, 0, 1)));
  EXPECT_EQ(pooled(1, 1, 0), 5.0F);
  EXPECT_EQ(pooled(1, 1, 1), 1.0F);
}

TEST(MaxPool, NaNWinsAtEveryPositionInTheWindow) {
  for (std::size_t cell = 0; cell < 4; ++cell) {
    Map map = counted_map(2, 2);
    map.data()[cell] = kNaN;
    EXPECT_TRUE(std::isnan(max_pool(map, 2, 1, 0)(0, 0, 0))) << cell;
  }
}

TEST(MaxPool, AgreesWithAPlainSearchForOddSizes) {
  Random random(3);
  for (int trial = 0; trial < 50; ++trial) {
    const int height = random.integer(3, 11);
    const int width = random.integer(3, 11);
    const int size = random.integer(1, 3);
    const int stride = random.integer(1, 3);
    const int padding = random.integer(0, size / 2);
    const Map map = random_tensor(
        {static_cast<std::size_t>(height), static_cast<std::size_t>(width), 1}, random.bits());
    const Map pooled = max_pool(map, size, stride, padding);
    ASSERT_EQ(static_cast<int>(pooled.shape(0)), (height + 2 * padding - size) / stride + 1);
    ASSERT_EQ(static_cast<int>(pooled.shape(1)), (width + 2 * padding - size) / stride + 1);
    const int y = random.integer(0, static_cast<int>(pooled.shape(0)) - 1);
    const int x = random.integer(0, static_cast<int>(pooled.shape(1)) - 1);
    float largest = -kInfinity;
    for (int row = std::max(0, y * stride - padding);
         row < std::min(height, y * stride - padding + size); ++row) {
      for (int column = std::max(0, x * stride - padding);
           column < std::min(width, x * stride - padding + size); ++column) {
        largest = std::max(largest, map(row, column, 0));
      }
    }
    ASSERT_EQ(pooled(y, x, 0), largest);
  }
}

TEST(MaxPool, WhatDoesNotFitIsNamed) {
  const auto message = [](int size, int stride, int padding) {
    return message_of<ShapeError>([&] { max_pool(counted_map(2, 5), size, stride, padding); });
  };
  EXPECT_EQ(message(3, 2, 2), "max_pool: padding is 2, expected 0 to 1, half of size");
  EXPECT_EQ(message(3, 0, 1), "max_pool: size is 3 and stride 0, expected both at least 1");
  EXPECT_EQ(message(3, 1, 0),
            "max_pool: features has 2 x 5 cells, expected at least 3 x 3 for windows of 3 with "
            "padding 0");
}

//  0  1  2  3
//  4  5  6  7     windows of 3 with stride 2 begin at rows and columns 0 and 2, and end outside
//  8  9 10 11
// 12 13 14 15
TEST(MaxPoolSame, AnEvenSideHasItsMissingCellBehind) {
  EXPECT_EQ(flat(max_pool_same(counted_map(4, 4), 3, 2)), (std::vector<float>{10, 11, 14, 15}));
  EXPECT_EQ(flat(max_pool(counted_map(4, 4), 3, 2, 1)), (std::vector<float>{5, 7, 13, 15}));
}

// Five cells lack two: one before and one behind, as with a padding of 1.
TEST(MaxPoolSame, AnOddSideIsPaddedOnBothSides) {
  expect_same(max_pool_same(counted_map(5, 5), 3, 2), max_pool(counted_map(5, 5), 3, 2, 1));
}

TEST(MaxPoolSame, WindowsThatCoverTheMapExactlyNeedNoPadding) {
  expect_same(max_pool_same(counted_map(6, 6), 2, 2), max_pool(counted_map(6, 6), 2, 2, 0));
  EXPECT_EQ(same_axis(6, 2, 2).before, 0);
  EXPECT_EQ(same_axis(5, 1, 2).windows, 3);  // strides beyond the window miss nothing
  EXPECT_EQ(same_axis(5, 1, 2).before, 0);
}

TEST(MaxPoolSame, AnEmptyMapIsRefused) {
  EXPECT_EQ(message_of<ShapeError>([] {
              max_pool_same(make_tensor<float>({0, 4, 1}), 3, 2);
            }),
            "max_pool_same: features has 0 x 4 x 1 elements, expected at least one");
}

}  // namespace
}  // namespace mrcnn
