#include <gtest/gtest.h>

#include "data/scenes/fixed_point.hpp"

namespace mrcnn {
namespace {

TEST(FixedPoint, DivisionRoundsTowardsMinusInfinity) {
  EXPECT_EQ(floor_divide(7, 4), 1);
  EXPECT_EQ(floor_divide(8, 4), 2);
  EXPECT_EQ(floor_divide(-1, 4), -1);
  EXPECT_EQ(floor_divide(-4, 4), -1);
  EXPECT_EQ(floor_divide(-5, 4), -2);
}

TEST(FixedPoint, RootIsTheLargestWhoseSquareIsNotAbove) {
  for (std::int64_t value = 0; value < 10000; ++value) {
    const std::int64_t root = floor_root(value);
    EXPECT_LE(root * root, value);
    EXPECT_GT((root + 1) * (root + 1), value);
  }
}

TEST(FixedPoint, RootOfLargeSquaresIsExact) {
  for (const std::int64_t root : {std::int64_t{1'000'003}, std::int64_t{3'037'000'499}}) {
    EXPECT_EQ(floor_root(root * root), root);
    EXPECT_EQ(floor_root(root * root - 1), root - 1);
  }
}

}  // namespace
}  // namespace mrcnn
