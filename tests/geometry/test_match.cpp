#include <gtest/gtest.h>

#include "common/geometry/match.hpp"

#include "tests/support/boxes.hpp"

namespace mrcnn {
namespace {

using Indices = std::vector<std::int32_t>;

TEST(Match, TheBestIouIsBelowBetweenOrAboveTheTwoThresholds) {
  const HostTensor<float, 2> iou = {{0.29F, 0.1F}, {0.3F, 0.1F}, {0.1F, 0.69F}, {0.1F, 0.7F}};
  const BestTruth result = match(iou, {0.3F, 0.7F}, false);
  EXPECT_EQ(values(result.index), (Indices{kBelowLow, kBetween, kBetween, 1}));
  EXPECT_EQ(values(result.iou), (std::vector<float>{0.29F, 0.3F, 0.69F, 0.7F}));
}

TEST(Match, EqualThresholdsLeaveNothingBetween) {
  const HostTensor<float, 2> iou = {{0.49999997F}, {0.5F}};
  EXPECT_EQ(values(match(iou, {0.5F, 0.5F}, false).index), (Indices{kBelowLow, 0}));
}

// Truth 0 is overlapped by 0.2 at most, which rows 0 and 2 tie for.
TEST(Match, LowQualityRescuesTheBestRowsOfEveryTruthTiesIncluded) {
  const HostTensor<float, 2> iou = {{0.2F, 0.1F}, {0.1F, 0.8F}, {0.2F, 0.4F}, {0.1F, 0.4F}};
  EXPECT_EQ(values(match(iou, {0.3F, 0.7F}, false).index), (Indices{-1, 1, -2, -2}));
  const BestTruth result = match(iou, {0.3F, 0.7F}, true);
  // row 2 is rescued for truth 0 but keeps its own best truth, 1
  EXPECT_EQ(values(result.index), (Indices{0, 1, 1, kBetween}));
  EXPECT_EQ(values(result.iou), (std::vector<float>{0.2F, 0.8F, 0.4F, 0.4F}));
}

TEST(Match, ATruthThatOverlapsNothingTiesEverywhereAsInTorchvision) {
  const HostTensor<float, 2> iou = {{0.0F, 0.0F}, {0.9F, 0.0F}};
  EXPECT_EQ(values(match(iou, {0.3F, 0.7F}, true).index), (Indices{0, 0}));
  EXPECT_EQ(values(match(iou, {0.3F, 0.7F}, false).index), (Indices{kBelowLow, 0}));
}

TEST(Match, AThresholdOfZeroAssignsRowsWithoutOverlapToTheFirstTruth) {
  const HostTensor<float, 2> iou = {{0.0F, 0.0F}, {0.0F, 0.1F}};
  EXPECT_EQ(values(match(iou, {0.0F, 0.0F}, false).index), (Indices{0, 1}));
}

TEST(Match, WithoutTruthsEveryRowIsBelowWhateverTheRules) {
  for (const bool low_quality : {false, true}) {
    for (const float threshold : {0.0F, 0.5F}) {
      const BestTruth result =
          match(make_tensor<float>({3, 0}), {threshold, threshold}, low_quality);
      EXPECT_EQ(values(result.index), (Indices{kBelowLow, kBelowLow, kBelowLow}));
      EXPECT_EQ(values(result.iou), (std::vector<float>{0, 0, 0}));
    }
  }
}

TEST(Match, WithoutRowsThereIsNothing) {
  for (const bool low_quality : {false, true}) {
    EXPECT_EQ(match(make_tensor<float>({0, 2}), {0.5F, 0.5F}, low_quality).index.size(), 0U);
  }
}

}  // namespace
}  // namespace mrcnn
