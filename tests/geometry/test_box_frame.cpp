#include <gtest/gtest.h>

#include "common/geometry/box.hpp"
#include "common/geometry/box_coder.hpp"
#include "common/geometry/box_frame.hpp"

#include "tests/support/boxes.hpp"

namespace mrcnn {
namespace {

constexpr ImageSize kFive{5, 5};

TEST(ToFrame, ExclusiveCornersAreTheEdgesThemselves) {
  const Box edges{0.5F, 1, 3, 4.25F};
  EXPECT_EQ(to_frame(edges, kFive, CornerRule::exclusive), edges);
}

// Five pixels, the first at 0 and the last at 5: pixel i is at 5 i / 4.
//
//   pixel  0     1     2     3     4
//   frame  0   1.25   2.5  3.75    5
TEST(ToFrame, InclusiveCornersAreTheFirstAndTheLastPixelOnAStretchedRuler) {
  EXPECT_EQ(to_frame({0, 0, 5, 5}, kFive, CornerRule::inclusive), (Box{0, 0, 5, 5}));
  EXPECT_EQ(to_frame({1, 2, 4, 3}, kFive, CornerRule::inclusive), (Box{1.25F, 2.5F, 3.75F, 2.5F}));
}

TEST(ToFrame, RowsAndColumnsAreStretchedByTheirOwnSide) {
  EXPECT_EQ(to_frame({1, 1, 3, 3}, {3, 5}, CornerRule::inclusive), (Box{1.25F, 1.5F, 2.5F, 3}));
}

TEST(ToFrame, AnInputOfOnePixelDividesByNothing) {
  EXPECT_EQ(to_frame({0, 0, 1, 1}, {1, 1}, CornerRule::inclusive), (Box{0, 0, 0, 0}));
}

// Two boxes of 4 x 4 pixels that share 2 x 4. By edges 8 of 24; counted by the steps between first
// and last pixel, 3 x 3 each and 1 x 3 shared: 3 of 15.
TEST(ToFrame, InclusiveCornersLoseOnePixelOfEverySideInTheOverlap) {
  const Box a{0, 0, 4, 4};
  const Box b{2, 0, 6, 4};
  const ImageSize input{32, 32};
  EXPECT_FLOAT_EQ(iou(a, b), 8.0F / 24.0F);
  EXPECT_FLOAT_EQ(
      iou(to_frame(a, input, CornerRule::inclusive), to_frame(b, input, CornerRule::inclusive)),
      3.0F / 15.0F);
}

TEST(OriginalCoordinate, ExclusiveCornersAreMovedAndScaledOnce) {
  EXPECT_EQ(original_coordinate(30, 10, 50, 20, 0, CornerRule::exclusive), 10.0);
  EXPECT_EQ(original_coordinate(30, 10, 50, 20, 1, CornerRule::exclusive), 10.0);
}

// The image's first pixel is at 10 and its last at 50; 21 columns have 20 steps between them.
TEST(OriginalCoordinate, InclusiveCornersCountPixelsAndTheSecondEndsBehindItsOwn) {
  EXPECT_EQ(original_coordinate(30, 10, 50, 21, 0, CornerRule::inclusive), 10.0);
  EXPECT_EQ(original_coordinate(30, 10, 50, 21, 1, CornerRule::inclusive), 11.0);
  EXPECT_EQ(original_coordinate(50, 10, 50, 21, 1, CornerRule::inclusive), 21.0);
}

// Without resizing and padding, the two conversions undo each other.
TEST(OriginalCoordinate, TheWayBackGivesTheEdgesAgain) {
  for (const CornerRule corners : {CornerRule::exclusive, CornerRule::inclusive}) {
    const Box image = to_frame({0, 0, 64, 64}, {64, 64}, corners);
    for (int edge = 0; edge < 64; ++edge) {
      const float low = lower_coordinate(edge, 64, corners);
      const float high = upper_coordinate(edge + 1, 64, corners);
      ASSERT_NEAR(original_coordinate(low, image.x1, image.x2, 64, 0, corners), edge, 1e-4);
      ASSERT_NEAR(original_coordinate(high, image.x1, image.x2, 64, 1, corners), edge + 1, 1e-4);
    }
  }
}

// Both shift and scale are the same numbers whether sides are counted in pixels or stretched.
TEST(Decode, AStretchedFrameGivesTheStretchedBox) {
  const BoxDelta delta{0.5F, -0.25F, 0.125F, 0.75F};
  const Box reference{8, 16, 24, 20};
  const float stretch = 64.0F / 63.0F;
  const Box plain = decode(reference, delta, {});
  const Box stretched = decode({8 * stretch, 16 * stretch, 24 * stretch, 20 * stretch}, delta, {});
  EXPECT_NEAR(stretched.x1, plain.x1 * stretch, 1e-5F);
  EXPECT_NEAR(stretched.y1, plain.y1 * stretch, 1e-5F);
  EXPECT_NEAR(stretched.x2, plain.x2 * stretch, 1e-5F);
  EXPECT_NEAR(stretched.y2, plain.y2 * stretch, 1e-5F);
}

TEST(ClipBox, AnAreaThatDoesNotBeginAtTheOriginCutsOnAllFourSides) {
  EXPECT_EQ(clip_box({0, 1, 9, 8}, {2, 3, 7, 5}), (Box{2, 3, 7, 5}));
  EXPECT_EQ(clip_box({3, 4, 5, 4.5F}, {2, 3, 7, 5}), (Box{3, 4, 5, 4.5F}));
  EXPECT_EQ(clip_box({-9, -9, -8, -8}, {2, 3, 7, 5}), (Box{2, 3, 2, 3}));
}

}  // namespace
}  // namespace mrcnn
