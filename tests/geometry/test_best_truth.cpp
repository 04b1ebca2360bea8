#include <limits>

#include <gtest/gtest.h>

#include "common/geometry/best_truth.hpp"

#include "tests/support/boxes.hpp"

namespace mrcnn {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

TEST(BestTruth, TheLargestOverlapOfEachRowWins) {
  const HostTensor<float, 2> iou = {{0.1F, 0.7F, 0.3F}, {0.2F, 0.0F, 0.9F}};
  const BestTruth best = best_truth(iou);
  EXPECT_EQ(values(best.index), (std::vector<std::int32_t>{1, 2}));
  EXPECT_EQ(values(best.iou), (std::vector<float>{0.7F, 0.9F}));
}

TEST(BestTruth, TheFirstTruthWinsATie) {
  const HostTensor<float, 2> iou = {{0.1F, 0.6F, 0.6F}};
  EXPECT_EQ(best_truth(iou).index(0), 1);
}

TEST(BestTruth, ARowThatOverlapsNothingHasNone) {
  const HostTensor<float, 2> iou = {{0.0F, 0.0F}};
  const BestTruth best = best_truth(iou);
  EXPECT_EQ(best.index(0), -1);
  EXPECT_EQ(best.iou(0), 0.0F);
}

TEST(BestTruth, WithoutTruthsEveryRowHasNoneAndWithoutRowsThereIsNothing) {
  const BestTruth best = best_truth(make_tensor<float>({2, 0}));
  EXPECT_EQ(values(best.index), (std::vector<std::int32_t>{-1, -1}));
  EXPECT_EQ(values(best.iou), (std::vector<float>{0, 0}));
  EXPECT_EQ(best_truth(make_tensor<float>({0, 3})).index.size(), 0U);
}

TEST(BestTruth, NaNNeverWins) {
  const HostTensor<float, 2> iou = {{kNaN, 0.2F}, {0.2F, kNaN}, {kNaN, kNaN}};
  const BestTruth best = best_truth(iou);
  EXPECT_EQ(values(best.index), (std::vector<std::int32_t>{1, 0, -1}));
  EXPECT_EQ(values(best.iou), (std::vector<float>{0.2F, 0.2F, 0.0F}));
}

}  // namespace
}  // namespace mrcnn
