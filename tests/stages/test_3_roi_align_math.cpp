#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "stages/3_roi_align/roi_align_math.hpp"

namespace mrcnn {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr int kMost = 64;

TEST(Neighbours, ACoordinateBetweenTwoCellsWeighsBothByTheirDistance) {
  const Neighbours n = neighbours(2.25F, 5);
  EXPECT_TRUE(n.inside);
  EXPECT_EQ(n.low, 2);
  EXPECT_EQ(n.high, 3);
  EXPECT_EQ(n.low_weight, 0.75F);
  EXPECT_EQ(n.high_weight, 0.25F);
}

TEST(Neighbours, UpToOneCellOutsideTheBorderCellIsReadAlone) {
  for (const float position : {-1.0F, -0.5F, -0.0F, 0.0F}) {
    const Neighbours n = neighbours(position, 5);
    EXPECT_TRUE(n.inside) << position;
    EXPECT_EQ(n.low, 0) << position;
    EXPECT_EQ(n.low_weight, 1.0F) << position;
    EXPECT_EQ(n.high_weight, 0.0F) << position;
  }
  for (const float position : {4.0F, 4.5F, 5.0F}) {
    const Neighbours n = neighbours(position, 5);
    EXPECT_TRUE(n.inside) << position;
    EXPECT_EQ(n.low, 4) << position;
    EXPECT_EQ(n.high, 4) << position;
    EXPECT_EQ(n.low_weight, 1.0F) << position;
    EXPECT_EQ(n.high_weight, 0.0F) << position;
  }
}

TEST(Neighbours, FurtherOutsideOrNaNOrOnAnEmptyMapThereIsNothing) {
  for (const float position : {std::nextafter(-1.0F, -2.0F), -1.1F, std::nextafter(5.0F, 6.0F),
                               5.1F, 3e38F, -3e38F, kInfinity, -kInfinity, kNaN}) {
    EXPECT_FALSE(neighbours(position, 5).inside) << position;
  }
  EXPECT_FALSE(neighbours(0.0F, 0).inside);
}

TEST(Neighbours, AMapOfOneCellIsReadEverywhereInItsBand) {
  for (const float position : {-1.0F, 0.0F, 0.5F, 1.0F}) {
    const Neighbours n = neighbours(position, 1);
    EXPECT_TRUE(n.inside);
    EXPECT_EQ(n.low, 0);
    EXPECT_EQ(n.high, 0);
    EXPECT_EQ(n.low_weight, 1.0F);
  }
}

TEST(RoiGrid, TheBoxIsScaledToCellsAndCutIntoBins) {
  const RoiGrid grid = roi_grid({8, 16, 40, 32}, 0.25F, 2, 4, 2, false, kMost);
  EXPECT_EQ(grid.x1, 2.0F);
  EXPECT_EQ(grid.y1, 4.0F);
  EXPECT_EQ(grid.bin_width, 2.0F);   // 8 cells in 4 bins
  EXPECT_EQ(grid.bin_height, 2.0F);  // 4 cells in 2 bins
  EXPECT_EQ(grid.samples_y, 2);
  EXPECT_EQ(grid.samples_x, 2);
  EXPECT_TRUE(grid.finite);
}

TEST(RoiGrid, AlignedShiftsByHalfACellAndHasNoMinimalSize) {
  const RoiGrid aligned = roi_grid({8, 16, 8, 17}, 0.25F, 1, 1, 2, true, kMost);
  EXPECT_EQ(aligned.x1, 1.5F);
  EXPECT_EQ(aligned.y1, 3.5F);
  EXPECT_EQ(aligned.bin_width, 0.0F);
  EXPECT_EQ(aligned.bin_height, 0.25F);
  const RoiGrid unaligned = roi_grid({8, 16, 8, 17}, 0.25F, 1, 1, 2, false, kMost);
  EXPECT_EQ(unaligned.bin_width, 1.0F);
  EXPECT_EQ(unaligned.bin_height, 1.0F);
  const RoiGrid reversed = roi_grid({40, 40, 0, 0}, 0.25F, 1, 1, 2, false, kMost);
  EXPECT_EQ(reversed.bin_width, 1.0F);
  EXPECT_EQ(reversed.bin_height, 1.0F);
}

TEST(RoiGrid, AdaptiveSamplesAreOnePerCellPerAxisUpToTheLimit) {
  const RoiGrid grid = roi_grid({0, 0, 9, 4}, 1.0F, 2, 2, 0, false, kMost);
  EXPECT_EQ(grid.samples_x, 5);  // 4.5 cells per bin
  EXPECT_EQ(grid.samples_y, 2);
  EXPECT_EQ(roi_grid({0, 0, 1e6F, 1}, 1.0F, 1, 1, 0, false, kMost).samples_x, kMost);
  EXPECT_EQ(roi_grid({0, 0, 64, 63.5F}, 1.0F, 1, 1, -1, false, kMost).samples_x, 64);
  EXPECT_EQ(roi_grid({0, 0, 64, 62.5F}, 1.0F, 1, 1, -1, false, kMost).samples_y, 63);
}

TEST(RoiGrid, ABinWithoutExtentHasNoAdaptiveSamples) {
  EXPECT_EQ(adaptive_samples(0.0F, kMost), 0);
  EXPECT_EQ(adaptive_samples(-3.0F, kMost), 0);
  EXPECT_EQ(adaptive_samples(kNaN, kMost), 0);
  EXPECT_EQ(adaptive_samples(1e-6F, kMost), 1);
  EXPECT_EQ(adaptive_samples(kInfinity, kMost), kMost);
}

TEST(RoiGrid, NonFiniteCornersAndExtentsAreMarked) {
  for (const float bad : {kNaN, kInfinity, -kInfinity}) {
    EXPECT_FALSE(roi_grid({bad, 0, 1, 1}, 1.0F, 1, 1, 2, false, kMost).finite);
    EXPECT_FALSE(roi_grid({0, bad, 1, 1}, 1.0F, 1, 1, 2, false, kMost).finite);
    EXPECT_FALSE(roi_grid({0, 0, bad, 1}, 1.0F, 1, 1, 2, false, kMost).finite);
    EXPECT_FALSE(roi_grid({0, 0, 1, bad}, 1.0F, 1, 1, 2, false, kMost).finite);
  }
  EXPECT_FALSE(roi_grid({-3e38F, 0, 3e38F, 1}, 1.0F, 1, 1, 2, false, kMost).finite);
}

TEST(SamplePosition, SamplesStandInTheMiddleOfEqualParts) {
  EXPECT_EQ(sample_position(10.0F, 4.0F, 0, 0, 2), 11.0F);
  EXPECT_EQ(sample_position(10.0F, 4.0F, 0, 1, 2), 13.0F);
  EXPECT_EQ(sample_position(10.0F, 4.0F, 2, 0, 2), 19.0F);
  EXPECT_EQ(sample_position(10.0F, 4.0F, 0, 0, 1), 12.0F);
}

// Three bins on a map of 5 x 9 cells: samples at 0, 2 and 4 from the first to the last row, at 2, 4
// and 6 of the columns.
TEST(CropGrid, TheFirstAndTheLastSampleAreOnTheEdgesOfTheBox) {
  const RoiGrid grid = crop_grid({0.25F, 0, 0.75F, 1}, 5, 9, 3, 3);
  const std::vector<float> rows = {0, 2, 4};
  const std::vector<float> columns = {2, 4, 6};
  for (int i = 0; i < 3; ++i) {
    const auto bin = static_cast<std::size_t>(i);
    EXPECT_EQ(sample_position(grid.y1, grid.bin_height, i, 0, 1, grid.first_sample), rows[bin]);
    EXPECT_EQ(sample_position(grid.x1, grid.bin_width, i, 0, 1, grid.first_sample), columns[bin]);
  }
}

TEST(CropGrid, ASingleBinIsSampledInTheMiddle) {
  const RoiGrid grid = crop_grid({0.25F, 0.5F, 0.75F, 1}, 5, 9, 1, 1);
  EXPECT_EQ(sample_position(grid.y1, grid.bin_height, 0, 0, 1, grid.first_sample), 3.0F);
  EXPECT_EQ(sample_position(grid.x1, grid.bin_width, 0, 0, 1, grid.first_sample), 4.0F);
}

TEST(Neighbours, AReachOfZeroStopsAtTheOutermostCentres) {
  EXPECT_TRUE(neighbours(0.0F, 5, 0.0F).inside);
  EXPECT_TRUE(neighbours(4.0F, 5, 0.0F).inside);
  EXPECT_FALSE(neighbours(-0.001F, 5, 0.0F).inside);
  EXPECT_FALSE(neighbours(4.001F, 5, 0.0F).inside);
}

// Corners 0.5 and 2.5 are rounded away from zero to cells 1 and 3, both inside: three cells.
TEST(RoiPoolBin, CornersAreRoundedAwayFromZeroAndBothBelongToTheBox) {
  const PoolBin whole = roi_pool_bin(0.5F, 2.5F, 1.0F, 0, 1, 10);
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
  const PoolBin outside = roi_pool_bin(20, 30, 1.0F, 0, 1, 10);
  EXPECT_GE(outside.first, outside.last);
  const PoolBin reversed = roi_pool_bin(5, 2, 1.0F, 0, 1, 10);
  EXPECT_EQ(reversed.first, 5);
  EXPECT_EQ(reversed.last, 6);
  EXPECT_EQ(roi_pool_bin(-1e30F, 1e30F, 1.0F, 0, 1, 10).last, 10);
}

}  // namespace
}  // namespace mrcnn
