#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/nn/layers.hpp"

#include "tests/support/boxes.hpp"
#include "tests/support/close.hpp"
#include "tests/support/message.hpp"
#include "tests/support/random.hpp"

namespace mrcnn {
namespace {

using Map = HostTensor<float, 3>;
using Matrix = HostTensor<float, 2>;

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

/// A map of one channel: value(y, x).
template <class Value>
Map drawn(std::size_t height, std::size_t width, const Value& value) {
  auto map = make_tensor<float>({height, width, 1});
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 0; x < width; ++x) {
      map(y, x, 0) = static_cast<float>(value(y, x));
    }
  }
  return map;
}

/// 0 1 2 ... row by row
Map counted(std::size_t height, std::size_t width) {
  return drawn(height, width, [&](std::size_t y, std::size_t x) { return y * width + x; });
}

std::vector<float> flat(const Map& map) {
  return {map.begin(), map.end()};
}

TEST(Linear, RowsTimesMatrixPlusBiasByHand) {
  const LinearWeights<Host> weights{Matrix{{1, 10}, {2, 0}, {0, 5}}, list<float>({0.5F, -100})};
  const Matrix rows = {{1, 2, 3}, {-4, 1, 20}};
  expect_same(linear(rows, weights), Matrix{{5.5F, -75}, {-1.5F, -40}});
  expect_same(linear(rows, weights, true), Matrix{{5.5F, 0}, {0, 0}});
}

TEST(Linear, NoRowsGiveNoRows) {
  const LinearWeights<Host> weights{random_tensor({3, 2}, 1), random_tensor({2}, 2)};
  EXPECT_EQ(linear(make_tensor<float>({0, 3}), weights, true).shape(),
            (std::array<std::size_t, 2>{0, 2}));
}

TEST(Linear, NaNPassesTheReluInItsRowOnly) {
  const LinearWeights<Host> weights{random_tensor({3, 4}, 1), random_tensor({4}, 2)};
  Matrix rows = random_tensor({3, 3}, 3);
  rows(1, 2) = kNaN;
  const Matrix out = linear(rows, weights, true);
  for (std::size_t r = 0; r < 3; ++r) {
    for (std::size_t o = 0; o < 4; ++o) {
      EXPECT_EQ(std::isnan(out(r, o)), r == 1);
    }
  }
}

TEST(Linear, WhatDoesNotFitIsNamed) {
  const LinearWeights<Host> weights{random_tensor({2, 4}, 1), random_tensor({4}, 2)};
  EXPECT_EQ(message_of<ShapeError>([&] {
              linear(random_tensor({1, 3}, 1), weights);
            }),
            "linear: rows of 3, the matrix expects 2");
  const LinearWeights<Host> short_bias{random_tensor({2, 4}, 1), random_tensor({3}, 2)};
  EXPECT_EQ(message_of<ShapeError>([&] {
              linear(random_tensor({1, 2}, 1), short_bias);
            }),
            "linear: 3 biases for 4 outputs");
}

//    0  1  2  3  4
//    5  6  7  8  9     windows of 3 x 3 start at -1, 1, 3
//   10 11 12 13 14
TEST(MaxPool, ThreeByThreeWithStrideTwoAndPaddingOneByHand) {
  EXPECT_EQ(flat(max_pool(counted(3, 5), 3, 2, 1)), (std::vector<float>{6, 8, 9, 11, 13, 14}));
}

TEST(MaxPool, CellsOutsideTheMapNeverWinEvenAgainstNegativeNumbers) {
  const Map negative = drawn(
      2, 2, [](std::size_t y, std::size_t x) { return -1.0F - static_cast<float>(2 * y + x); });
  EXPECT_EQ(flat(max_pool(negative, 3, 2, 1)), std::vector<float>{-1});
  EXPECT_EQ(flat(max_pool(drawn(1, 1, [](auto, auto) { return -kInfinity; }), 3, 2, 1)),
            std::vector<float>{-kInfinity});
}

TEST(MaxPool, AWindowOfOneWithStrideTwoTakesEverySecondCell) {
  const Map pooled = max_pool(counted(5, 4), 1, 2, 0);
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

TEST(MaxPool, NaNWinsWhereverItStandsInTheWindow) {
  for (std::size_t cell = 0; cell < 4; ++cell) {
    Map map = counted(2, 2);
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
    return message_of<ShapeError>([&] { max_pool(counted(2, 5), size, stride, padding); });
  };
  EXPECT_EQ(message(3, 2, 2), "max_pool: size 3, stride 2, padding 2");
  EXPECT_EQ(message(3, 0, 1), "max_pool: size 3, stride 0, padding 1");
  EXPECT_EQ(message(3, 1, 0), "max_pool: a window of 3 on 2 x 5 cells with padding 0");
}

//   lateral 3 x 5 of zeros, coarse 2 x 3:   0 1 2     source rows 0 0 1,
//                                           3 4 5     source columns 0 0 1 1 2
TEST(AddUpsampled, OddSizesReadTheNearestCellByHand) {
  const Map zeros = drawn(3, 5, [](auto, auto) { return 0; });
  EXPECT_EQ(flat(add_upsampled(zeros, counted(2, 3))),
            (std::vector<float>{0, 0, 1, 1, 2, 0, 0, 1, 1, 2, 3, 3, 4, 4, 5}));
}

TEST(AddUpsampled, TwiceTheSizeRepeatsEveryCellAndTheLateralIsAdded) {
  const Map sum = add_upsampled(filled_tensor<float>({4, 4, 1}, 100.0F), counted(2, 2));
  EXPECT_EQ(flat(sum), (std::vector<float>{100, 100, 101, 101, 100, 100, 101, 101, 102, 102, 103,
                                           103, 102, 102, 103, 103}));
}

TEST(AddUpsampled, ChannelsStayApart) {
  const Map lateral = random_tensor({6, 6, 3}, 1);
  const Map coarse = random_tensor({3, 3, 3}, 2);
  const Map sum = add_upsampled(lateral, coarse);
  for (std::size_t y = 0; y < 6; ++y) {
    for (std::size_t x = 0; x < 6; ++x) {
      for (std::size_t c = 0; c < 3; ++c) {
        ASSERT_EQ(sum(y, x, c), lateral(y, x, c) + coarse(y / 2, x / 2, c));
      }
    }
  }
}

// floor(41 * f32(21 / 61)) etc.: float32 and exact fractions may choose different cells, and torch
// uses float32. No pair of sizes may read beyond the coarse map.
TEST(AddUpsampled, SourceCellsAreThoseOfFloat32ArithmeticForAllSizes) {
  for (std::size_t fine = 1; fine <= 130; ++fine) {
    for (std::size_t rows = 1; rows <= fine; ++rows) {
      const Map zeros = filled_tensor<float>({fine, 1, 1}, 0.0F);
      const Map sum = add_upsampled(zeros, counted(rows, 1));
      const float scale = static_cast<float>(rows) / static_cast<float>(fine);
      for (std::size_t y = 0; y < fine; ++y) {
        const float source =
            std::min(std::floor(static_cast<float>(y) * scale), static_cast<float>(rows - 1));
        ASSERT_EQ(sum(y, 0, 0), source) << y << " of " << fine << " from " << rows;
      }
    }
  }
}

TEST(AddUpsampled, NaNOfEitherMapStays) {
  Map lateral = filled_tensor<float>({2, 2, 1}, 1.0F);
  lateral(0, 1, 0) = kNaN;
  EXPECT_TRUE(std::isnan(add_upsampled(lateral, counted(1, 1))(0, 1, 0)));
  EXPECT_EQ(add_upsampled(lateral, counted(1, 1))(0, 0, 0), 1.0F);
  const Map spoilt = filled_tensor<float>({1, 1, 1}, kNaN);
  EXPECT_TRUE(std::isnan(add_upsampled(lateral, spoilt)(1, 1, 0)));
}

TEST(AddUpsampled, AnEmptyLateralStaysEmptyAndOtherMismatchesAreNamed) {
  EXPECT_EQ(add_upsampled(make_tensor<float>({0, 3, 1}), counted(2, 2)).shape(),
            (std::array<std::size_t, 3>{0, 3, 1}));
  EXPECT_EQ(message_of<ShapeError>([] {
              add_upsampled(counted(2, 2), filled_tensor<float>({1, 1, 2}, 0.0F));
            }),
            "add_upsampled: 1 and 2 channels");
  EXPECT_EQ(message_of<ShapeError>([] {
              add_upsampled(counted(2, 2), make_tensor<float>({0, 1, 1}));
            }),
            "add_upsampled: the coarser map is empty");
}

//  0  1  2  3
//  4  5  6  7     windows of 3 with stride 2 begin at rows and columns 0 and 2, and end outside
//  8  9 10 11
// 12 13 14 15
TEST(MaxPoolSame, AnEvenSideHasItsMissingCellBehind) {
  EXPECT_EQ(flat(max_pool_same(counted(4, 4), 3, 2)), (std::vector<float>{10, 11, 14, 15}));
  EXPECT_EQ(flat(max_pool(counted(4, 4), 3, 2, 1)), (std::vector<float>{5, 7, 13, 15}));
}

// Five cells lack two: one before and one behind, as with a padding of 1.
TEST(MaxPoolSame, AnOddSideIsPaddedOnBothSides) {
  expect_same(max_pool_same(counted(5, 5), 3, 2), max_pool(counted(5, 5), 3, 2, 1));
}

TEST(MaxPoolSame, WindowsThatCoverTheMapExactlyNeedNoPadding) {
  expect_same(max_pool_same(counted(6, 6), 2, 2), max_pool(counted(6, 6), 2, 2, 0));
  EXPECT_EQ(same_axis(6, 2, 2).before, 0);
  EXPECT_EQ(same_axis(5, 1, 2).windows, 3);  // strides beyond the window miss nothing
  EXPECT_EQ(same_axis(5, 1, 2).before, 0);
}

TEST(MaxPoolSame, AnEmptyMapIsRefused) {
  EXPECT_EQ(message_of<ShapeError>([] {
              max_pool_same(make_tensor<float>({0, 4, 1}), 3, 2);
            }),
            "max_pool_same: size 3, stride 2 on 0 x 4 cells");
}

}  // namespace
}  // namespace mrcnn
