#include <gtest/gtest.h>

#include "stages/3_roi_align/alternatives/roi_pool_math.hpp"

namespace mrcnn {
namespace {

// Corners 0.5 and 2.5 are rounded away from zero to cells 1 and 3, both inside: three cells.
TEST(RoiPoolBin, CornersAreRoundedAwayFromZeroAndBothBelongToTheBox) {
  const CellRange whole = roi_pool_bin(0.5F, 2.5F, 1.0F, 0, 1, 10);
  EXPECT_EQ(whole.first, 1);
  EXPECT_EQ(whole.last, 4);
  EXPECT_EQ(roi_pool_bin(-1.5F, 3.0F, 1.0F, 0, 1, 10).last, 4);  // -2 .. 3
}

// Three cells in two bins of 1.5: cells 1 to 2 and 2 to 3, the middle one twice.
TEST(RoiPoolBin, BinsBeginAtTheFloorAndEndAtTheCeiling) {
  EXPECT_EQ(roi_pool_bin(1, 3, 1.0F, 0, 2, 10).last, 3);
  EXPECT_EQ(roi_pool_bin(1, 3, 1.0F, 1, 2, 10).first, 2);
  EXPECT_EQ(roi_pool_bin(1, 3, 1.0F, 1, 2, 10).last, 4);
}

TEST(RoiPoolBin, ABoxOutsideTheMapHasNoCellsAndAReversedOneHasOne) {
  const CellRange outside = roi_pool_bin(20, 30, 1.0F, 0, 1, 10);
  EXPECT_GE(outside.first, outside.last);
  const CellRange reversed = roi_pool_bin(5, 2, 1.0F, 0, 1, 10);
  EXPECT_EQ(reversed.first, 5);
  EXPECT_EQ(reversed.last, 6);
  EXPECT_EQ(roi_pool_bin(-1e30F, 1e30F, 1.0F, 0, 1, 10).last, 10);
}

}  // namespace
}  // namespace mrcnn
