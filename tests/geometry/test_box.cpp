#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "common/geometry/box.hpp"

#include "tests/support/boxes.hpp"

namespace mrcnn {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

// Two 2x2 boxes that share one column:
//
//     x  0 1 2 3
//        +---+-+
//        | a |b|     intersection 1 x 2, union 4 + 4 - 2
//        +---+-+
TEST(Iou, OneThirdByHand) {
  EXPECT_EQ(iou({0, 0, 2, 2}, {1, 0, 3, 2}), 1.0F / 3.0F);
}

TEST(Iou, ABoxInsideAnotherGivesTheRatioOfTheirAreas) {
  EXPECT_EQ(iou({0, 0, 4, 4}, {1, 1, 3, 2}), 2.0F / 16.0F);
}

TEST(Iou, ABoxOverlapsItselfEntirely) {
  EXPECT_EQ(iou({3, 4, 5.5F, 7}, {3, 4, 5.5F, 7}), 1.0F);
}

TEST(Iou, BoxesThatOnlyTouchOrLieApartGiveZero) {
  EXPECT_EQ(iou({0, 0, 2, 2}, {2, 0, 4, 2}), 0.0F);
  EXPECT_EQ(iou({0, 0, 2, 2}, {2, 2, 4, 4}), 0.0F);
  EXPECT_EQ(iou({0, 0, 2, 2}, {5, 0, 6, 2}), 0.0F);
  EXPECT_EQ(iou({0, 0, 2, 2}, {-6, -6, -5, -5}), 0.0F);
}

TEST(Iou, IsSymmetricAndInZeroToOneForBoxesOfEverySize) {
  Random random(5);
  for (int i = 0; i < 20'000; ++i) {
    const float scale = std::ldexp(1.0F, random.integer(-60, 60));
    const auto corner = [&] { return random.uniform(-1.0F, 1.0F) * scale; };
    const Box a{corner(), corner(), corner(), corner()};
    const Box b{corner(), corner(), corner(), corner()};
    const float value = iou(a, b);
    ASSERT_TRUE(value >= 0.0F && value <= 1.0F) << value;
    ASSERT_EQ(value, iou(b, a));
  }
}

TEST(Iou, NearlyEqualBoxesNeverExceedOne) {
  Random random(6);
  for (int i = 0; i < 20'000; ++i) {
    const Box a = {random.uniform(0, 1), random.uniform(0, 1), random.uniform(1, 2),
                   random.uniform(1, 2)};
    Box b = a;
    b.x1 = std::nextafter(b.x1, random.uniform(-1, 1));
    b.y2 = std::nextafter(b.y2, random.uniform(1, 3));
    const float value = iou(a, b);
    ASSERT_TRUE(value > 0.999F && value <= 1.0F) << value;
  }
}

TEST(Iou, DoesNotDependOnWhereTheBoxesAre) {
  Random random(7);
  for (int i = 0; i < 1000; ++i) {
    const Box a = random_box(random, 64);
    const Box b = random_box(random, 64);
    const auto moved = [](const Box& box) {
      return Box{box.x1 + 512, box.y1 - 512, box.x2 + 512, box.y2 - 512};
    };
    ASSERT_EQ(iou(a, b), iou(moved(a), moved(b)));
  }
}

TEST(Iou, DegenerateBoxesOverlapNothingNotEvenThemselves) {
  const Box point{1, 1, 1, 1};
  const Box line{0, 1, 3, 1};
  EXPECT_EQ(iou(point, point), 0.0F);
  EXPECT_EQ(iou(line, line), 0.0F);
  EXPECT_EQ(iou(point, {0, 0, 2, 2}), 0.0F);
  EXPECT_EQ(iou({0, 0, 2, 2}, line), 0.0F);
}

TEST(Iou, ReversedBoxesOverlapNothing) {
  EXPECT_EQ(iou({2, 0, 0, 2}, {0, 0, 2, 2}), 0.0F);
  EXPECT_EQ(iou({2, 2, 0, 0}, {0, 0, 2, 2}), 0.0F);
  EXPECT_EQ(iou({2, 2, 0, 0}, {2, 2, 0, 0}), 0.0F);
  EXPECT_EQ(iou({3, 0, 0, 3}, {0, 3, 3, 0}), 0.0F);
}

TEST(Iou, NonFiniteBoxesOverlapNothing) {
  const Box unit{0, 0, 1, 1};
  for (const float bad : {kNaN, kInfinity, -kInfinity}) {
    for (const Box& box : {Box{bad, 0, 1, 1}, Box{0, bad, 1, 1}, Box{0, 0, bad, 1},
                           Box{0, 0, 1, bad}, Box{bad, bad, bad, bad}}) {
      EXPECT_EQ(iou(box, unit), 0.0F) << ::testing::PrintToString(box);
      EXPECT_EQ(iou(unit, box), 0.0F) << ::testing::PrintToString(box);
      EXPECT_EQ(iou(box, box), 0.0F) << ::testing::PrintToString(box);
    }
  }
}

TEST(Iou, BoxesWhoseAreaOverflowsOverlapNothing) {
  const Box huge{-3e38F, -3e38F, 3e38F, 3e38F};
  EXPECT_EQ(iou(huge, huge), 0.0F);
  EXPECT_EQ(iou(huge, {0, 0, 1, 1}), 0.0F);
}

TEST(Area, IsWidthTimesHeightWithoutPlusOne) {
  EXPECT_EQ(area({10, 20, 13, 24}), 12.0F);
  EXPECT_EQ(area({10, 20, 10, 24}), 0.0F);
  EXPECT_EQ(area({13, 20, 10, 24}), -12.0F);
}

constexpr Box kImage{0, 0, 100, 80};

TEST(ClipBox, CutsAtTheBorderOfTheArea) {
  const Box clipped = clip_box({-5, -6, 120, 130}, kImage);
  EXPECT_EQ(clipped, (Box{0, 0, 100, 80}));
  EXPECT_EQ(clip_box({1, 2, 99, 79}, kImage), (Box{1, 2, 99, 79}));
  EXPECT_EQ(clip_box({200, 200, 300, 300}, kImage), (Box{100, 80, 100, 80}));
  EXPECT_EQ(clip_box({-kInfinity, -kInfinity, kInfinity, kInfinity}, kImage), (Box{0, 0, 100, 80}));
}

TEST(ClipBox, NaNStaysNaNAndSpoilsNoOtherCorner) {
  const Box clipped = clip_box({kNaN, -1, 200, kNaN}, kImage);
  EXPECT_TRUE(std::isnan(clipped.x1));
  EXPECT_EQ(clipped.y1, 0.0F);
  EXPECT_EQ(clipped.x2, 100.0F);
  EXPECT_TRUE(std::isnan(clipped.y2));
}

TEST(IsLargeEnough, BothSidesMustReachTheLimit) {
  EXPECT_TRUE(is_large_enough({0, 0, 2, 3}, 2));
  EXPECT_FALSE(is_large_enough({0, 0, 1.5F, 3}, 2));
  EXPECT_FALSE(is_large_enough({0, 0, 3, 1.5F}, 2));
  EXPECT_FALSE(is_large_enough({3, 0, 0, 3}, 2));
}

TEST(IsLargeEnough, NaNSidesAreNotEvenForALimitOfZero) {
  EXPECT_TRUE(is_large_enough({1, 1, 1, 1}, 0));
  EXPECT_FALSE(is_large_enough({kNaN, 0, 1, 1}, 0));
  EXPECT_FALSE(is_large_enough({0, 0, 1, kNaN}, 0));
}

TEST(IsFinite, EveryCornerCounts) {
  EXPECT_TRUE(is_finite({-3e38F, 0, 3e38F, 1}));
  for (const float bad : {kNaN, kInfinity, -kInfinity}) {
    EXPECT_FALSE(is_finite({bad, 0, 1, 1}));
    EXPECT_FALSE(is_finite({0, bad, 1, 1}));
    EXPECT_FALSE(is_finite({0, 0, bad, 1}));
    EXPECT_FALSE(is_finite({0, 0, 1, bad}));
  }
}

}  // namespace
}  // namespace mrcnn
