#include <cmath>

#include <gtest/gtest.h>

#include "stages/3_roi_align/alternatives/crop_and_resize_math.hpp"

namespace mrcnn {
namespace {

// Three bins on a map of 5 x 9 cells: samples at 0, 2 and 4 from the first to the last row, at 2, 4
// and 6 of the columns.
TEST(CropPosition, TheFirstAndTheLastSampleAreOnTheEdgesOfTheBox) {
  for (const int bin : {0, 1, 2}) {
    const auto steps = static_cast<float>(bin);
    EXPECT_EQ(crop_position(0.0F, 1.0F, bin, 3, 5), 2.0F * steps);
    EXPECT_EQ(crop_position(0.25F, 0.75F, bin, 3, 9), 2.0F + 2.0F * steps);
  }
}

TEST(CropPosition, ASingleBinIsSampledInTheMiddle) {
  EXPECT_EQ(crop_position(0.5F, 1.0F, 0, 1, 5), 3.0F);
  EXPECT_EQ(crop_position(0.25F, 0.75F, 0, 1, 9), 4.0F);
}

TEST(CropPosition, ALengthThatOverflowsIsNotFiniteForAnyBin) {
  for (const int bins : {1, 3}) {
    for (int bin = 0; bin < bins; ++bin) {
      EXPECT_FALSE(std::isfinite(crop_position(-3e38F, 3e38F, bin, bins, 5))) << bin;
    }
  }
}

TEST(NeighboursInside, NothingBeyondTheOutermostCentresIsRead) {
  EXPECT_TRUE(neighbours_inside(0.0F, 5).inside);
  EXPECT_TRUE(neighbours_inside(4.0F, 5).inside);
  EXPECT_FALSE(neighbours_inside(-0.001F, 5).inside);
  EXPECT_FALSE(neighbours_inside(4.001F, 5).inside);
  EXPECT_FALSE(neighbours_inside(0.0F, 0).inside);
}

}  // namespace
}  // namespace mrcnn
