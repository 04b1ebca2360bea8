#include <gtest/gtest.h>

#include "viz/6_masks.hpp"
#include "viz/overlay.hpp"

#include "tests/viz/drawn.hpp"

namespace mrcnn {
namespace {

InstanceMasks<Host> one_square() {
  InstanceMasks<Host> instances{filled_tensor<float>({1, 28, 28}, 0.9F),
                                {Box{20, 20, 60, 60}},
                                {0.9F},
                                {1},
                                filled_tensor<std::uint8_t>({1, 100, 100}, 0)};
  for (std::size_t y = 20; y < 60; ++y) {
    for (std::size_t x = 20; x < 60; ++x) {
      instances.masks(0, y, x) = 1;
    }
  }
  return instances;
}

// Stage 5 left out detections 0 and 1, so the only mask is that of detection 2.
TEST(MasksPicture, AnObjectKeepsTheColourItHadBeforeStage5) {
  for (const bool is_overlay : {false, true}) {
    const Rgb picture = is_overlay
                            ? draw_overlay(plain_image(100, 100), one_square(), kClasses, {}, {2})
                            : draw_masks(plain_image(100, 100), one_square(), kClasses, {2});
    EXPECT_GT(count_of(picture, color_of(2)), 300U);
    EXPECT_EQ(count_of(picture, color_of(0)), 0U);
  }
}

TEST(MasksPicture, ABoxOutsideTheImageIsDrawnAsNothing) {
  InstanceMasks<Host> instances = one_square();
  instances.boxes(0) = {500, 500, 600, 600};
  EXPECT_EQ(count_of(draw_masks(plain_image(100, 100), instances, kClasses), color_of(0)), 0U);
}

}  // namespace
}  // namespace mrcnn
