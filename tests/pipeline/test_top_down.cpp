#include <gtest/gtest.h>

#include "stages/pipeline/top_down.hpp"

namespace mrcnn {
namespace {

Conv2dWeights<Host> times(float factor) {
  return {filled_tensor<float>({1, 1, 1, 1}, factor), filled_tensor<float>({1}, 0.0F)};
}

// C5 is one cell of value 1, C4 is 2 x 2 of 2, C3 4 x 4 of 3, C2 8 x 8 of 4; the laterals multiply
// by 10. C4 has one cell that differs.
TEST(TopDown, ALevelAddsItsLateralToTheSumOfTheLevelAbove) {
  FeaturesTrace<Host> backbone;
  FeaturesWeights<Host> weights;
  for (std::size_t level = 0; level < 4; ++level) {
    const std::size_t side = std::size_t{8} >> level;
    backbone.c[level] = filled_tensor<float>({side, side, 1}, 4.0F - static_cast<float>(level));
    weights.lateral[level] = times(10.0F);
  }
  backbone.c[2](1, 0, 0) = 5.0F;
  const TopDownMaps<Host> maps = top_down_maps(backbone, weights);
  EXPECT_EQ(maps.lateral[3], filled_tensor<float>({1, 1, 1}, 10.0F));
  EXPECT_EQ(maps.lateral[0], filled_tensor<float>({8, 8, 1}, 40.0F));
  EXPECT_EQ(maps.top_down[2], filled_tensor<float>({2, 2, 1}, 10.0F)) << "lateral5, upsampled";
  EXPECT_EQ(maps.top_down[1](0, 0, 0), 30.0F) << "20 + 10";
  EXPECT_EQ(maps.top_down[1](3, 1, 0), 60.0F) << "50 + 10";
  EXPECT_EQ(maps.top_down[1](3, 2, 0), 30.0F);
  EXPECT_EQ(maps.top_down[0](0, 7, 0), 60.0F) << "30 + 30";
  EXPECT_EQ(maps.top_down[0](7, 3, 0), 90.0F) << "30 + 60";
}

}  // namespace
}  // namespace mrcnn
