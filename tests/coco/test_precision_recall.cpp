#include <gtest/gtest.h>

#include "common/coco/precision_recall.hpp"

namespace mrcnn {
namespace {

constexpr double kRounding = 1e-15;

PrecisionRecall curve(const std::vector<unsigned char>& is_right, std::size_t objects) {
  return precision_recall(is_right, objects);
}

// right, wrong, right of 2 objects: precision 1, 1/2, 2/3; recall 1/2, 1/2, 1 (docs/evaluation.md)
TEST(PrecisionRecall, TheExampleOfTheLesson) {
  const PrecisionRecall three = curve({1, 0, 1}, 2);
  EXPECT_EQ(three.recall, 1.0);
  for (std::size_t r = 0; r < kRecallPoints; ++r) {
    EXPECT_NEAR(three.precision[r], r <= 50 ? 1.0 : 2.0 / 3.0, kRounding) << r;
  }
}

TEST(PrecisionRecall, PrecisionIsTheBestAtThisRecallOrBeyond) {
  const PrecisionRecall late = curve({0, 1, 1}, 2);  // precision 0, 1/2, 2/3
  EXPECT_NEAR(late.precision.front(), 2.0 / 3.0, kRounding);
  EXPECT_NEAR(late.precision.back(), 2.0 / 3.0, kRounding);
}

TEST(PrecisionRecall, IsZeroWhereNoDetectionReachesTheRecall) {
  const PrecisionRecall half = curve({1}, 2);
  EXPECT_EQ(half.recall, 0.5);
  EXPECT_NEAR(half.precision[50], 1.0, kRounding);
  EXPECT_EQ(half.precision[51], 0.0);
}

TEST(PrecisionRecall, WithoutDetectionsAllIsZero) {
  const PrecisionRecall none = curve({}, 3);
  EXPECT_EQ(none.recall, 0.0);
  EXPECT_EQ(none.precision, (std::array<double, kRecallPoints>{}));
}

}  // namespace
}  // namespace mrcnn
