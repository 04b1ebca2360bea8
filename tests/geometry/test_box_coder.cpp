#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "common/geometry/box_coder.hpp"

#include "tests/support/boxes.hpp"

namespace mrcnn {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr CoderWeights kUnitWeights{};
constexpr CoderWeights kHeadWeights{10, 10, 5, 5};

TEST(Decode, ZeroDeltasGiveTheReference) {
  EXPECT_EQ(decode({10, 20, 30, 60}, {0, 0, 0, 0}, kUnitWeights), (Box{10, 20, 30, 60}));
}

// The reference is 20 wide and 40 high with its centre at (20, 40).
TEST(Decode, ShiftsAreInUnitsOfTheSides) {
  EXPECT_EQ(decode({10, 20, 30, 60}, {0.5F, -0.25F, 0, 0}, kUnitWeights), (Box{20, 10, 40, 50}));
}

TEST(Decode, SidesGrowExponentiallyAboutTheCentre) {
  const float ln2 = 0.6931472F;
  const Box box = decode({10, 20, 30, 60}, {0, 0, ln2, -ln2}, kUnitWeights);
  EXPECT_NEAR(box.x1, 0, 1e-5F);  // half of 40 to the left of 20
  EXPECT_NEAR(box.x2, 40, 1e-5F);
  EXPECT_NEAR(box.y1, 30, 1e-5F);
  EXPECT_NEAR(box.y2, 50, 1e-5F);
}

TEST(Decode, DeltasAreDividedByTheirOwnWeight) {
  const Box reference{10, 20, 30, 60};
  EXPECT_EQ(decode(reference, {1.0F, 3.0F, 5.0F, 7.0F}, {2, 4, 8, 16}),
            decode(reference, {0.5F, 0.75F, 0.625F, 0.4375F}, kUnitWeights));
}

TEST(Decode, ASideGrowsAtMostSixtyTwoAndAHalfTimes) {
  for (const float wild : {4.2F, 100.0F, 3e38F, kInfinity}) {
    const Box box = decode({-1, -1, 1, 1}, {0, 0, wild, wild}, kUnitWeights);
    EXPECT_NEAR(box.x2 - box.x1, 125.0F, 1e-4F) << wild;
    EXPECT_NEAR(box.y2 - box.y1, 125.0F, 1e-4F) << wild;
  }
}

TEST(Decode, TheLimitOfGrowthAppliesAfterTheDivisionByTheWeight) {
  const Box box = decode({-1, -1, 1, 1}, {0, 0, 10, 10}, kHeadWeights);  // e^2
  EXPECT_NEAR(box.x2 - box.x1, 2 * std::exp(2.0F), 1e-5F);
}

TEST(Decode, ASideOfLogarithmMinusInfinityShrinksToNothing) {
  EXPECT_EQ(decode({-1, -1, 1, 1}, {0, 0, -kInfinity, -kInfinity}, kUnitWeights),
            (Box{0, 0, 0, 0}));
}

TEST(Decode, NaNGoesThroughOnItsOwnAxis) {
  for (const BoxDelta& delta : {BoxDelta{kNaN, 0, 0, 0}, BoxDelta{0, 0, kNaN, 0}}) {
    const Box box = decode({0, 0, 2, 2}, delta, kUnitWeights);
    EXPECT_TRUE(std::isnan(box.x1) && std::isnan(box.x2));
    EXPECT_EQ(box.y1, 0.0F);
    EXPECT_EQ(box.y2, 2.0F);
  }
  for (const BoxDelta& delta : {BoxDelta{0, kNaN, 0, 0}, BoxDelta{0, 0, 0, kNaN}}) {
    const Box box = decode({0, 0, 2, 2}, delta, kUnitWeights);
    EXPECT_TRUE(std::isnan(box.y1) && std::isnan(box.y2));
    EXPECT_EQ(box.x1, 0.0F);
    EXPECT_EQ(box.x2, 2.0F);
  }
}

TEST(Encode, ByHand) {
  // from 20 x 40 about (20, 40) to 40 x 20 about (30, 30)
  const BoxDelta delta = encode({10, 20, 30, 60}, {10, 20, 50, 40}, kHeadWeights);
  EXPECT_FLOAT_EQ(delta.dx, 10 * 0.5F);
  EXPECT_FLOAT_EQ(delta.dy, 10 * -0.25F);
  EXPECT_FLOAT_EQ(delta.dw, 5 * std::log(2.0F));
  EXPECT_FLOAT_EQ(delta.dh, -5 * std::log(2.0F));
}

TEST(Encode, DecodingBringsTheTargetBack) {
  Random random(2);
  for (int i = 0; i < 2000; ++i) {
    const Box reference = random_box(random, 60);  // side ratios stay below 62.5
    const Box target = random_box(random, 60);
    for (const CoderWeights& weights : {kUnitWeights, kHeadWeights}) {
      const Box back = decode(reference, encode(reference, target, weights), weights);
      ASSERT_NEAR(back.x1, target.x1, 1e-4F);
      ASSERT_NEAR(back.y1, target.y1, 1e-4F);
      ASSERT_NEAR(back.x2, target.x2, 1e-4F);
      ASSERT_NEAR(back.y2, target.y2, 1e-4F);
    }
  }
}

TEST(Encode, SidesOfZeroGiveInfinitiesOrNaNAsTheFormulaDoes) {
  const BoxDelta to_a_point = encode({0, 0, 2, 2}, {1, 1, 1, 1}, kUnitWeights);
  EXPECT_EQ(to_a_point.dx, 0.0F);
  EXPECT_EQ(to_a_point.dw, -kInfinity);
  const BoxDelta from_a_point = encode({1, 1, 1, 1}, {0, 0, 4, 2}, kUnitWeights);
  EXPECT_EQ(from_a_point.dx, kInfinity);
  EXPECT_TRUE(std::isnan(from_a_point.dy));
  EXPECT_EQ(from_a_point.dw, kInfinity);
}

TEST(Decode, TheLimitOfTheLogarithmsIsAValue) {
  const BoxDelta five{0, 0, 5, 5};
  const float side = 10.0F;
  const float limited = decode({0, 0, side, side}, five, {}, 2.0F).x2 * 2.0F - side;
  EXPECT_FLOAT_EQ(limited, exact_exp(2.0F) * side);
  const float standard = decode({0, 0, side, side}, five, {}).x2 * 2.0F - side;
  EXPECT_FLOAT_EQ(standard, 62.5F * side);
}

TEST(Decode, ALimitOfZeroMeansNone) {
  EXPECT_EQ(log_scale_limit(0.0F), std::numeric_limits<float>::infinity());
  EXPECT_EQ(log_scale_limit(4.0F), 4.0F);
  const Box huge = decode({0, 0, 2, 2}, {0, 0, 10, 0}, {}, log_scale_limit(0.0F));
  EXPECT_FLOAT_EQ(huge.x2, 1.0F + exact_exp(10.0F));
}

}  // namespace
}  // namespace mrcnn
