#include <gtest/gtest.h>

#include "stages/program/demo/ranked_list.hpp"

namespace mrcnn {
namespace {

/// Two objects; right, wrong, the first object again, right: as in docs/evaluation.md and one more.
RankedList four_detections() {
  RankedList list;
  list.add(0.7F, 1);  // the order of adding does not matter
  list.add(0.9F, 0);
  list.add(0.75F, 0);
  list.add(0.8F, -1);
  return list;
}

TEST(RankedList, CountsDetectionsAndObjectsFromAScoreOn) {
  const RankedList list = four_detections();
  const RankedList::Counts all = list.from(0.7F);
  EXPECT_EQ(all.detections, 4U);
  EXPECT_EQ(all.right, 3U);
  EXPECT_EQ(all.objects, 2U);
  const RankedList::Counts some = list.from(0.75F);
  EXPECT_EQ(some.detections, 3U);
  EXPECT_EQ(some.right, 2U);
  EXPECT_EQ(some.objects, 1U);
}

TEST(RankedList, ASecondDetectionOfAnObjectChangesNoAveragePrecision) {
  constexpr double kRounding = 1e-12;
  EXPECT_NEAR(four_detections().average_precision(2), (51.0 + 50.0 * 2.0 / 3.0) / 101.0, kRounding);
  EXPECT_EQ(RankedList().average_precision(2), 0.0);
}

}  // namespace
}  // namespace mrcnn
