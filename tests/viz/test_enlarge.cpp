#include <gtest/gtest.h>

#include "common/error.hpp"

#include "viz/enlarge.hpp"

#include "tests/viz/drawn.hpp"

namespace mrcnn {
namespace {

TEST(PictureScale, SmallImagesReach640ButNotMoreThan2048) {
  EXPECT_EQ(picture_scale({256, 256}), 3);
  EXPECT_EQ(picture_scale({640, 900}), 1);
  EXPECT_EQ(picture_scale({639, 900}), 2);
  EXPECT_EQ(picture_scale({100, 1000}), 2);
  EXPECT_EQ(picture_scale({1, 134}), 15);
  EXPECT_EQ(picture_scale({3000, 4000}), 1);
  EXPECT_THROW(picture_scale({0, 10}), ShapeError);
}

}  // namespace
}  // namespace mrcnn
