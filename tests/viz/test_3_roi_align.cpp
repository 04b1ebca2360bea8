#include <gtest/gtest.h>

#include "viz/3_roi_align.hpp"

#include "tests/viz/drawn.hpp"

namespace mrcnn {
namespace {

// Boxes of side 50 read P2, of side 130 P3.
TEST(LevelsPicture, BarsHaveTheColourOfTheirLevel) {
  const auto drawn = [](std::int32_t level, float side) {
    const HostTensor<Box, 1> boxes = {Box{0, 0, 10, 10}, Box{10, 10, 10 + side, 10 + side}};
    return draw_levels(plain_image(256, 256), boxes, {2, level});
  };
  EXPECT_GT(count_of(drawn(3, 130), color_of_level(3)),
            count_of(drawn(2, 50), color_of_level(3)) + 20U * 400U);
}

TEST(RegionPicture, ABoxAtTheBorderShowsItsWholeGrid) {
  const FeaturePyramid<Host> pyramid = flat_pyramid(64, 96);
  const Regions<Host> regions{filled_tensor<float>({1, 7, 7, 3}, 1.0F)};
  const RoiAlignParams params;
  const auto dots = [&](const Box& box) {
    const Rgb picture =
        draw_region(plain_image(64, 96), pyramid, {box}, {2}, regions, 0, params, color_of(4));
    EXPECT_GT(count_of(picture, color_of(4)), 300U) << "the box has the object's colour";
    return count_of(picture, {213, 94, 0});
  };
  const std::size_t inside = dots({20, 20, 48, 48});
  EXPECT_GT(inside, 4U * 49U * 40U) << "four samples in each of 49 bins";
  EXPECT_NEAR(static_cast<double>(dots({68, 36, 96, 64})), static_cast<double>(inside),
              0.02 * static_cast<double>(inside));
}

TEST(RegionPicture, AnEnormousBoxGivesAPictureOfTheMap) {
  const Regions<Host> regions{filled_tensor<float>({1, 7, 7, 3}, 1.0F)};
  const Rgb picture =
      draw_region(plain_image(64, 96), flat_pyramid(64, 96), {Box{-1e9F, -1e9F, 1e9F, 1e9F}}, {5},
                  regions, 0, {}, color_of(4));
  EXPECT_LT(picture.size(), 3U * 4000U * 2000U);
}

}  // namespace
}  // namespace mrcnn
