#include <bit>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/3_roi_align/roi_levels.hpp"

#include "tests/support/boxes.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

using Levels = std::vector<std::int32_t>;

Box square(float side) {
  return {10, 20, 10 + side, 20 + side};
}

TEST(RoiLevels, TheThresholdsHaveTheseBits) {
  const std::vector<float> thresholds = roi_level_thresholds({}, 2, 5);
  ASSERT_EQ(thresholds.size(), 3U);
  EXPECT_EQ(std::bit_cast<std::uint32_t>(thresholds[0]), 0x42dffff5U);
  EXPECT_EQ(std::bit_cast<std::uint32_t>(thresholds[1]), 0x435ffff6U);
  EXPECT_EQ(std::bit_cast<std::uint32_t>(thresholds[2]), 0x43dffff4U);
}

TEST(RoiLevels, EachDoublingOfTheSideIsOneLevel) {
  const auto levels = roi_levels(list<Box>({square(1), square(111), square(112), square(223),
                                            square(224), square(447), square(448), square(5000)}));
  EXPECT_EQ(values(levels), (Levels{2, 2, 3, 3, 4, 4, 5, 5}));
}

TEST(RoiLevels, TheSideIsTheRootOfTheAreaWhateverTheShape) {
  const auto levels = roi_levels(list<Box>({{0, 0, 896, 56}, {0, 0, 56, 896}, {0, 0, 896, 55}}));
  EXPECT_EQ(values(levels), (Levels{4, 4, 3}));
}

TEST(RoiLevels, AThresholdIsReachedByItselfAndNotByTheNumberBelow) {
  const float threshold = std::bit_cast<float>(0x435ffff6U);
  const float below = std::bit_cast<float>(0x435ffff5U);
  // sqrt(w * w) gives w back for these two numbers
  EXPECT_EQ(values(roi_levels(list<Box>({{0, 0, threshold, threshold}, {0, 0, below, below}}))),
            (Levels{4, 3}));
}

TEST(RoiLevels, ThresholdsAgreeWithTheFormulaForEverySide) {
  for (int side = 1; side < 2000; ++side) {
    const auto s = static_cast<float>(side);
    const float exact = std::floor(4.0F + std::log2(s / 224.0F) + 1e-6F);
    const auto expected = static_cast<std::int32_t>(std::min(std::max(exact, 2.0F), 5.0F));
    ASSERT_EQ(roi_levels(list<Box>({{0, 0, s, s}}))(0), expected) << side;
  }
}

TEST(RoiLevels, CanonicalSizeLevelAndRangeMayBeOthers) {
  const RoiAlignParams params{.canonical_size = 100, .canonical_level = 1};
  const auto levels =
      roi_levels(list<Box>({square(20), square(60), square(100), square(900)}), params, 0, 3);
  EXPECT_EQ(values(levels), (Levels{0, 0, 1, 3}));
  EXPECT_EQ(values(roi_levels(list<Box>({square(500)}), {}, 3, 3)), (Levels{3}));
}

TEST(RoiLevels, EmptyReversedAndNonFiniteBoxesBelongToTheLowestLevel) {
  const auto levels = roi_levels(list<Box>({{5, 5, 5, 5},
                                            {500, 0, 0, 500},
                                            {kNaN, 0, 500, 500},
                                            {0, 0, kInfinity, 500},
                                            {-kInfinity, -kInfinity, kInfinity, kInfinity}}));
  EXPECT_EQ(values(levels), (Levels{2, 2, 2, 2, 2}));
  EXPECT_EQ(roi_levels(list<Box>({})).size(), 0U);
}

TEST(RoiLevels, AFiniteBoxWhoseAreaOverflowsIsLarge) {
  EXPECT_EQ(values(roi_levels(list<Box>({{0, 0, 1e30F, 1e30F}}))), (Levels{5}));
}

TEST(RoiLevels, NoCanonicalSizeAndReversedRangesAreRefused) {
  EXPECT_EQ(message_of<ShapeError>([] { roi_levels(list<Box>({}), {.canonical_size = 0}); }),
            "roi_levels: canonical_size is 0, expected above 0");
  EXPECT_EQ(message_of<ShapeError>([] { roi_levels(list<Box>({}), {}, 5, 2); }),
            "roi_levels: the highest level is 2, expected at least 5 like the lowest");
}

// matterport rounds: a box of 160 pixels is nearer to 224 / 2^0 than to 224 / 2 in octaves.
TEST(RoiLevels, TheNearestLevelChangesAtTheGeometricMiddle) {
  const RoiAlignParams nearest{.level_rule = LevelRule::nearest};
  const auto boxes = list<Box>({square(79), square(80), square(158), square(159), square(316),
                                square(317), square(4000), square(0)});
  EXPECT_EQ(values(roi_levels(boxes, nearest)), (Levels{2, 3, 3, 4, 4, 5, 5, 2}));
  EXPECT_EQ(values(roi_levels(list<Box>({square(160)}), nearest)), (Levels{4}));
  EXPECT_EQ(values(roi_levels(list<Box>({square(160)}))), (Levels{3}));
}

// In the frame stretched by 1024 / 1023 a box of n pixels is (n - 1) 1024 / 1023 wide. matterport's
// own formula, with normalised sides, changes at 80/81, 159/160 and 317/318.
TEST(RoiLevels, MatterportsSquaresChangeLevelAtItsOwnSizes) {
  const RoiAlignParams nearest{.level_rule = LevelRule::nearest};
  const auto inclusive = [](int pixels) {
    return square(static_cast<float>(pixels - 1) * 1024.0F / 1023.0F);
  };
  const auto boxes = list<Box>({inclusive(80), inclusive(81), inclusive(159), inclusive(160),
                                inclusive(317), inclusive(318)});
  EXPECT_EQ(values(roi_levels(boxes, nearest)), (Levels{2, 3, 3, 4, 4, 5}));
}

TEST(RoiLevels, DetectronsThresholdsAreNearerToThePowersOfTwoThanTorchvisions) {
  const RoiAlignParams inside{.level_rule = LevelRule::floor_inside};
  const auto floor = roi_level_thresholds({}, 2, 5);
  const auto detectron = roi_level_thresholds(inside, 2, 5);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_GT(detectron[i], floor[i]);
    EXPECT_LE(detectron[i], 112.0F * static_cast<float>(1 << i));
  }
}

}  // namespace
}  // namespace mrcnn
