#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "stages/3_roi_align/roi_align_math.hpp"

namespace mrcnn {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

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
  const RoiGrid grid =
      roi_grid({8, 16, 40, 32}, 0.25F, 2, 4, {.sampling_ratio = 2, .aligned = false});
  EXPECT_EQ(grid.x1, 2.0F);
  EXPECT_EQ(grid.y1, 4.0F);
  EXPECT_EQ(grid.bin_width, 2.0F);   // 8 cells in 4 bins
  EXPECT_EQ(grid.bin_height, 2.0F);  // 4 cells in 2 bins
  EXPECT_EQ(grid.samples_y, 2);
  EXPECT_EQ(grid.samples_x, 2);
  EXPECT_TRUE(grid.finite);
}

TEST(RoiGrid, AlignedShiftsByHalfACellAndHasNoMinimalSize) {
  const RoiGrid aligned =
      roi_grid({8, 16, 8, 17}, 0.25F, 1, 1, {.sampling_ratio = 2, .aligned = true});
  EXPECT_EQ(aligned.x1, 1.5F);
  EXPECT_EQ(aligned.y1, 3.5F);
  EXPECT_EQ(aligned.bin_width, 0.0F);
  EXPECT_EQ(aligned.bin_height, 0.25F);
  const RoiGrid unaligned =
      roi_grid({8, 16, 8, 17}, 0.25F, 1, 1, {.sampling_ratio = 2, .aligned = false});
  EXPECT_EQ(unaligned.bin_width, 1.0F);
  EXPECT_EQ(unaligned.bin_height, 1.0F);
  const RoiGrid reversed =
      roi_grid({40, 40, 0, 0}, 0.25F, 1, 1, {.sampling_ratio = 2, .aligned = false});
  EXPECT_EQ(reversed.bin_width, 1.0F);
  EXPECT_EQ(reversed.bin_height, 1.0F);
}

TEST(RoiGrid, AdaptiveSamplesAreOnePerCellPerAxisUpToTheLimit) {
  const RoiGrid grid = roi_grid({0, 0, 9, 4}, 1.0F, 2, 2, {.sampling_ratio = 0, .aligned = false});
  EXPECT_EQ(grid.samples_x, 5);  // 4.5 cells per bin
  EXPECT_EQ(grid.samples_y, 2);
  EXPECT_EQ(
      roi_grid({0, 0, 1e6F, 1}, 1.0F, 1, 1, {.sampling_ratio = 0, .aligned = false}).samples_x,
      kMaxSamplesPerAxis);
  EXPECT_EQ(
      roi_grid({0, 0, 64, 63.5F}, 1.0F, 1, 1, {.sampling_ratio = -1, .aligned = false}).samples_x,
      64);
  EXPECT_EQ(
      roi_grid({0, 0, 64, 62.5F}, 1.0F, 1, 1, {.sampling_ratio = -1, .aligned = false}).samples_y,
      63);
}

TEST(RoiGrid, ABinWithoutExtentHasNoAdaptiveSamples) {
  EXPECT_EQ(adaptive_samples(0.0F), 0);
  EXPECT_EQ(adaptive_samples(-3.0F), 0);
  EXPECT_EQ(adaptive_samples(kNaN), 0);
  EXPECT_EQ(adaptive_samples(1e-6F), 1);
  EXPECT_EQ(adaptive_samples(kInfinity), kMaxSamplesPerAxis);
}

TEST(RoiGrid, NonFiniteCornersAndExtentsAreMarked) {
  for (const float bad : {kNaN, kInfinity, -kInfinity}) {
    EXPECT_FALSE(
        roi_grid({bad, 0, 1, 1}, 1.0F, 1, 1, {.sampling_ratio = 2, .aligned = false}).finite);
    EXPECT_FALSE(
        roi_grid({0, bad, 1, 1}, 1.0F, 1, 1, {.sampling_ratio = 2, .aligned = false}).finite);
    EXPECT_FALSE(
        roi_grid({0, 0, bad, 1}, 1.0F, 1, 1, {.sampling_ratio = 2, .aligned = false}).finite);
    EXPECT_FALSE(
        roi_grid({0, 0, 1, bad}, 1.0F, 1, 1, {.sampling_ratio = 2, .aligned = false}).finite);
  }
  EXPECT_FALSE(
      roi_grid({-3e38F, 0, 3e38F, 1}, 1.0F, 1, 1, {.sampling_ratio = 2, .aligned = false}).finite);
}

TEST(SamplePosition, SamplesStandInTheMiddleOfEqualParts) {
  EXPECT_EQ(sample_position(10.0F, 4.0F, 0, 0, 2), 11.0F);
  EXPECT_EQ(sample_position(10.0F, 4.0F, 0, 1, 2), 13.0F);
  EXPECT_EQ(sample_position(10.0F, 4.0F, 2, 0, 2), 19.0F);
  EXPECT_EQ(sample_position(10.0F, 4.0F, 0, 0, 1), 12.0F);
}

}  // namespace
}  // namespace mrcnn
