#include <gtest/gtest.h>

#include "stages/pipeline/box_frames.hpp"
#include "stages/pipeline/model/conventions.hpp"

namespace mrcnn {
namespace {

TEST(BoxFrames, TheWindowOfAnImageInTheMiddleOfTheSquareIsInclusive) {
  Config config = config_of_conventions("matterport");
  config.image.max_size = 128;
  const BoxFrame frame = box_frame({48, 128}, config);
  EXPECT_EQ(frame.corners, CornerRule::inclusive);
  EXPECT_EQ(frame.image.x1, 0.0F);
  EXPECT_EQ(frame.image.x2, 128.0F);
  EXPECT_FLOAT_EQ(frame.image.y1, 40.0F * 128 / 127);
  EXPECT_FLOAT_EQ(frame.image.y2, 87.0F * 128 / 127);
  const Box input = proposals_frame({48, 128}, config).image;
  EXPECT_EQ(input.y1, 0.0F);
  EXPECT_EQ(input.y2, 128.0F);
}

TEST(BoxFrames, TorchvisionsFrameIsTheResizedImage) {
  const BoxFrame frame = box_frame({48, 100}, {});
  EXPECT_EQ(frame.corners, CornerRule::exclusive);
  EXPECT_EQ(frame.image.x2, 100.0F);
  EXPECT_EQ(proposals_frame({48, 100}, {}).image.x2, 100.0F);
}

// An image of 24 x 64 doubled to 48 x 128 in a square of 128: its box of pixels (8, 4) to
// (15, 7) covers columns 16..31 and rows 48..55 of the input.
TEST(BoxFrames, TrueBoxesFollowTheImageIntoTheFrame) {
  Config config = config_of_conventions("matterport");
  config.image.max_size = 128;
  auto truth = make_tensor<Box>({1});
  truth(0) = {8, 4, 16, 8};
  const Box moved = to_box_frame(truth, {24, 64}, {48, 128}, config)(0);
  EXPECT_FLOAT_EQ(moved.x1, 16.0F * 128 / 127);
  EXPECT_FLOAT_EQ(moved.y1, 48.0F * 128 / 127);
  EXPECT_FLOAT_EQ(moved.x2, 31.0F * 128 / 127);
  EXPECT_FLOAT_EQ(moved.y2, 55.0F * 128 / 127);
}

TEST(BoxFrames, ProposalsMayBeClippedToTheWholeInput) {
  Config config;
  config.proposals.conventions.clip = ClipArea::input;
  EXPECT_EQ(proposals_frame({48, 100}, config).image, (Box{0, 0, 128, 64}));
  EXPECT_EQ(box_frame({48, 100}, config).image, (Box{0, 0, 100, 48}));
}

}  // namespace
}  // namespace mrcnn
