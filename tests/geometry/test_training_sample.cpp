#include <algorithm>

#include <gtest/gtest.h>

#include "common/geometry/training_sample.hpp"

#include "tests/support/boxes.hpp"

namespace mrcnn {
namespace {

using Rows = std::vector<std::int32_t>;

BestTruth<Host> matches(const Rows& index) {
  BestTruth<Host> result{make_tensor<std::int32_t>({index.size()}),
                         filled_tensor<float>({index.size()}, 0.0F)};
  std::copy(index.begin(), index.end(), result.index.begin());
  return result;
}

/// `positives` rows of truth 0, then `negatives` rows of background.
BestTruth<Host> many(std::size_t positives, std::size_t negatives) {
  Rows index(positives, 0);
  index.resize(positives + negatives, kBelowLow);
  return matches(index);
}

TEST(TrainingSample, FewRowsAreAllTakenAndThoseBetweenNever) {
  const TrainingSample sample =
      training_sample(matches({0, kBelowLow, kBetween, 1, kBelowLow}), kRpnTraining, 1);
  EXPECT_EQ(sample.positives, (Rows{0, 3}));
  EXPECT_EQ(sample.negatives, (Rows{1, 4}));
}

// Faster R-CNN: 256 anchors, at most half positive, padded with negatives.
TEST(TrainingSample, NegativesFillWhatPositivesLeave) {
  const TrainingSample balanced = training_sample(many(1000, 1000), kRpnTraining, 1);
  EXPECT_EQ(balanced.positives.size(), 128U);
  EXPECT_EQ(balanced.negatives.size(), 128U);
  const TrainingSample few = training_sample(many(10, 1000), kRpnTraining, 1);
  EXPECT_EQ(few.positives.size(), 10U);
  EXPECT_EQ(few.negatives.size(), 246U);
  const TrainingSample no_background = training_sample(many(1000, 0), kRpnTraining, 1);
  EXPECT_EQ(no_background.positives.size(), 128U);
  EXPECT_TRUE(no_background.negatives.empty());
}

TEST(TrainingSample, AQuarterOfTheProposalsIsPositive) {
  const TrainingSample sample = training_sample(many(1000, 1000), kRoiTraining, 1);
  EXPECT_EQ(sample.positives.size(), 128U);
  EXPECT_EQ(sample.negatives.size(), 384U);
}

TEST(TrainingSample, TheSeedDecides) {
  const auto all = many(1000, 1000);
  const TrainingSample first = training_sample(all, kRpnTraining, 7);
  EXPECT_EQ(training_sample(all, kRpnTraining, 7).positives, first.positives);
  EXPECT_EQ(training_sample(all, kRpnTraining, 7).negatives, first.negatives);
  EXPECT_NE(training_sample(all, kRpnTraining, 8).positives, first.positives);
  EXPECT_TRUE(std::is_sorted(first.positives.begin(), first.positives.end()));
}

// 400 draws of 128 of 1000 rows: every row is drawn about 51 times, with a deviation of 7.
TEST(TrainingSample, EveryRowHasTheSameChance) {
  std::vector<int> drawn(1000, 0);
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    for (const std::int32_t row : training_sample(many(1000, 0), kRpnTraining, seed).positives) {
      ++drawn[static_cast<std::size_t>(row)];
    }
  }
  EXPECT_GT(*std::min_element(drawn.begin(), drawn.end()), 20);
  EXPECT_LT(*std::max_element(drawn.begin(), drawn.end()), 85);
}

// By hand: anchor 0 fits truth 0; anchor 1 only overlaps truth 1 most; anchor 2 is background.
TEST(TrainingSample, FollowsTheRpnsRules) {
  const HostTensor<float, 2> iou = {{0.8F, 0.0F}, {0.0F, 0.4F}, {0.1F, 0.1F}, {0.5F, 0.0F}};
  const auto matched = match(iou, kRpnTraining.thresholds, kRpnTraining.low_quality);
  const TrainingSample sample = training_sample(matched, kRpnTraining, 1);
  EXPECT_EQ(sample.positives, (Rows{0, 1}));
  EXPECT_EQ(sample.negatives, Rows{2});
}

}  // namespace
}  // namespace mrcnn
