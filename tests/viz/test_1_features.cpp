#include <gtest/gtest.h>

#include "viz/1_features.hpp"

#include "tests/viz/drawn.hpp"

namespace mrcnn {
namespace {

// 64 x 96 pixels: P2 has 16 x 24 cells, P6 has 1 x 2. All maps are drawn with cells of the same
// number of image pixels, so the narrowest sheet is as wide as five maps.
TEST(FeaturesPicture, MapsOfAllLevelsHaveOneSize) {
  FeaturesTrace<Host> backbone;
  const FeaturePyramid<Host> pyramid = flat_pyramid(64, 96);
  for (std::size_t i = 0; i < 4; ++i) {
    backbone.c[i] = pyramid.levels[i];
  }
  const Rgb picture = draw_features(plain_image(64, 96), backbone, pyramid);
  EXPECT_EQ(count_of(picture, kPlain), 192U * 288U) << "the image is as large as a map";
  EXPECT_GE(picture.shape(1), 5U * 288U);
  EXPECT_LE(picture.shape(1), 5U * (384U + 28U) + 56U) << "P6 reaches over the image's edge";
}

}  // namespace
}  // namespace mrcnn
