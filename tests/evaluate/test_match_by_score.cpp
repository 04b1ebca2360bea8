#include <gtest/gtest.h>

#include "common/coco/rle_overlap.hpp"

#include "stages/program/evaluate/match_by_score.hpp"

namespace mrcnn {
namespace {

constexpr AreaRange kAll = kAreaRanges[0];
constexpr std::uint16_t kEveryThreshold = (1U << kThresholds) - 1;

TrueObject object(std::int64_t id, double area = 100.0, bool is_crowd = false) {
  TrueObject result;
  result.id = id;
  result.area = area;
  result.is_crowd = is_crowd;
  return result;
}

ScoredObject detection(double area = 100.0) {
  ScoredObject result;
  result.area = area;
  return result;
}

using Truth = std::vector<TrueObject>;
using Detections = std::vector<ScoredObject>;

TEST(IouThresholds, GoFromFiftyToNinetyFive) {
  const auto thresholds = iou_thresholds();
  EXPECT_EQ(thresholds.front(), 0.5);
  EXPECT_EQ(thresholds[5], 0.75);
  EXPECT_EQ(thresholds.back(), 0.95);
}

TEST(MatchByScore, AnIouOfTheThresholdIsEnough) {
  const auto outcomes = match_by_score(Detections{detection()}, Truth{object(1)}, {0.75}, kAll);
  EXPECT_EQ(outcomes[0].matched, 0b111111);  // 0.50 to 0.75
  EXPECT_EQ(outcomes[0].ignored, 0);
}

TEST(MatchByScore, TheSecondDetectionOfAnObjectIsWrong) {
  const auto outcomes =
      match_by_score(Detections{detection(), detection()}, Truth{object(1)}, {0.97, 1.0}, kAll);
  EXPECT_EQ(outcomes[0].matched, kEveryThreshold);
  EXPECT_EQ(outcomes[1].matched, 0);
  EXPECT_EQ(outcomes[1].ignored, 0);
}

// Both overlap object 2 most: the first takes it, the second gets what is left.
TEST(MatchByScore, ATakenObjectLeavesTheNextBest) {
  const auto outcomes = match_by_score(Detections{detection(), detection()},
                                       Truth{object(1), object(2)}, {0.6, 0.9, 0.7, 0.96}, kAll);
  EXPECT_EQ(outcomes[0].matched, 0b111111111);
  // From 0.95 on the first matches nothing, so that the second takes object 2.
  EXPECT_EQ(outcomes[1].matched, 0b1000011111);
}

TEST(MatchByScore, OfEqualIousTheLaterObjectWins) {
  // The second detection overlaps only the first object, which must still be free.
  const auto outcomes = match_by_score(Detections{detection(), detection()},
                                       Truth{object(1), object(2)}, {0.8, 0.8, 0.8, 0.0}, kAll);
  EXPECT_EQ(outcomes[1].matched & 1U, 1U);
}

TEST(MatchByScore, DetectionsInACrowdAreAllIgnored) {
  const auto outcomes = match_by_score(Detections{detection(), detection()},
                                       Truth{object(1, 100.0, true)}, {1.0, 1.0}, kAll);
  EXPECT_EQ(outcomes[0].ignored, kEveryThreshold);
  EXPECT_EQ(outcomes[1].ignored, kEveryThreshold);
}

TEST(MatchByScore, AnObjectThatCountsIsPreferredToACrowdOfLargerIou) {
  const auto outcomes = match_by_score(Detections{detection()},
                                       Truth{object(1, 100.0, true), object(2)}, {1.0, 0.5}, kAll);
  EXPECT_EQ(outcomes[0].ignored, kEveryThreshold & ~1U);
  EXPECT_EQ(outcomes[0].matched, kEveryThreshold);
}

TEST(MatchByScore, AnUnmatchedDetectionOutsideTheRangeIsIgnoredButAMatchedOneIsNot) {
  constexpr AreaRange kSmall = kAreaRanges[1];
  const auto outcomes = match_by_score(Detections{detection(2000.0), detection(2000.0)},
                                       Truth{object(1)}, {1.0, 0.0}, kSmall);
  EXPECT_EQ(outcomes[0].ignored, 0);
  EXPECT_EQ(outcomes[1].ignored, kEveryThreshold);
}

TEST(MatchByScore, BothLimitsOfARangeBelongToIt) {
  EXPECT_TRUE(counts_in(object(1, 1024.0), kAreaRanges[1]));
  EXPECT_TRUE(counts_in(object(1, 1024.0), kAreaRanges[2]));
  EXPECT_FALSE(counts_in(object(1, 1024.5), kAreaRanges[1]));
  EXPECT_FALSE(counts_in(object(1, 100.0, true), kAll));
}

TEST(MatchByScore, AnObjectWithId0IsTakenButMatchesNothing) {
  const auto outcomes =
      match_by_score(Detections{detection(), detection()}, Truth{object(0)}, {1.0, 1.0}, kAll);
  EXPECT_EQ(outcomes[0].matched, 0);
  EXPECT_EQ(outcomes[0].ignored, 0);
}

TEST(Overlaps, ACrowdIsDividedByTheDetection) {
  ScoredObject seen;
  seen.box = {0, 0, 2, 2};
  TrueObject one = object(1);
  one.box = {1, 0, 9, 2};
  TrueObject crowd = one;
  crowd.is_crowd = true;
  EXPECT_EQ(overlaps(Detections{seen}, Truth{one, crowd}, OverlapKind::bbox),
            (std::vector<double>{2.0 / (4.0 + 18.0 - 2.0), 0.5}));
}

TEST(Overlaps, MasksAreComparedPixelByPixel) {
  ScoredObject seen;
  seen.mask = {{2, 3}, {0, 4, 2}};  // two columns of two
  TrueObject one = object(1);
  one.mask = {{2, 3}, {2, 4}};
  EXPECT_EQ(overlaps(Detections{seen}, Truth{one}, OverlapKind::segm),
            std::vector<double>{2.0 / 6.0});
}

}  // namespace
}  // namespace mrcnn
