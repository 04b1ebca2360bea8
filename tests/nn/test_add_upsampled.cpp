#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/nn/add_upsampled.hpp"

#include "tests/nn/drawn_map.hpp"
#include "tests/support/boxes.hpp"
#include "tests/support/close.hpp"
#include "tests/support/message.hpp"
#include "tests/support/random.hpp"

namespace mrcnn {
namespace {

using Map = HostTensor<float, 3>;

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

//   lateral 3 x 5 of zeros, coarse 2 x 3:   0 1 2     source rows 0 0 1,
//                                           3 4 5     source columns 0 0 1 1 2
TEST(AddUpsampled, OddSizesReadTheNearestCellByHand) {
  const Map zeros = drawn_map(3, 5, [](auto, auto) { return 0; });
  EXPECT_EQ(flat(add_upsampled(zeros, counted_map(2, 3))),
            (std::vector<float>{0, 0, 1, 1, 2, 0, 0, 1, 1, 2, 3, 3, 4, 4, 5}));
}

TEST(AddUpsampled, TwiceTheSizeRepeatsEveryCellAndTheLateralIsAdded) {
  const Map sum = add_upsampled(filled_tensor<float>({4, 4, 1}, 100.0F), counted_map(2, 2));
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
      const Map sum = add_upsampled(zeros, counted_map(rows, 1));
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
  EXPECT_TRUE(std::isnan(add_upsampled(lateral, counted_map(1, 1))(0, 1, 0)));
  EXPECT_EQ(add_upsampled(lateral, counted_map(1, 1))(0, 0, 0), 1.0F);
  const Map spoilt = filled_tensor<float>({1, 1, 1}, kNaN);
  EXPECT_TRUE(std::isnan(add_upsampled(lateral, spoilt)(1, 1, 0)));
}

TEST(AddUpsampled, AnEmptyLateralStaysEmptyAndOtherMismatchesAreNamed) {
  EXPECT_EQ(add_upsampled(make_tensor<float>({0, 3, 1}), counted_map(2, 2)).shape(),
            (std::array<std::size_t, 3>{0, 3, 1}));
  EXPECT_EQ(message_of<ShapeError>([] {
              add_upsampled(counted_map(2, 2), filled_tensor<float>({1, 1, 2}, 0.0F));
            }),
            "add_upsampled: coarse has 2 channels, expected 1 like lateral");
  EXPECT_EQ(message_of<ShapeError>([] {
              add_upsampled(counted_map(2, 2), make_tensor<float>({0, 1, 1}));
            }),
            "add_upsampled: coarse has 0 x 1 cells, expected at least one");
}

}  // namespace
}  // namespace mrcnn
