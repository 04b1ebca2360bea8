#include <limits>

#include <gtest/gtest.h>

#include "common/geometry/iou_matrix.hpp"

#include "tests/support/boxes.hpp"
#include "tests/support/close.hpp"

namespace mrcnn {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

TEST(IouMatrix, RowsAreOfTheFirstListColumnsOfTheSecond) {
  const auto matrix = iou_matrix(list<Box>({{0, 0, 2, 2}, {0, 0, 1, 1}}),
                                 list<Box>({{1, 0, 3, 2}, {0, 0, 2, 2}, {5, 5, 6, 6}}));
  const HostTensor<float, 2> expected = {{1.0F / 3.0F, 1.0F, 0.0F}, {0.0F, 0.25F, 0.0F}};
  expect_same(matrix, expected);
}

TEST(IouMatrix, EitherListMayBeEmpty) {
  const auto two = list<Box>({{0, 0, 1, 1}, {0, 0, 1, 1}});
  const auto none = list<Box>({});
  EXPECT_EQ(iou_matrix(two, none).shape(), (std::array<std::size_t, 2>{2, 0}));
  EXPECT_EQ(iou_matrix(none, two).shape(), (std::array<std::size_t, 2>{0, 2}));
  EXPECT_EQ(iou_matrix(none, none).shape(), (std::array<std::size_t, 2>{0, 0}));
}

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
