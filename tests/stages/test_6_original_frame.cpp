#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/6_masks/original_frame.hpp"

#include "tests/support/boxes.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

TEST(ToOriginalFrame, EachAxisHasItsOwnFactorInFloat32) {
  const auto boxes = to_original_frame(list<Box>({{10, 20, 1066, 800}}),
                                       BoxFrame(ImageSize{800, 1066}), {480, 640});
  const float x = 640.0F / 1066.0F;
  const float y = 480.0F / 800.0F;
  EXPECT_EQ(values(boxes), (std::vector<Box>{{10 * x, 20 * y, 1066 * x, 800 * y}}));
}

TEST(ToOriginalFrame, AnEmptyResizedImageIsRefused) {
  EXPECT_EQ(message_of<ShapeError>([] {
              to_original_frame(list<Box>({}), BoxFrame(ImageSize{0, 5}), {5, 5});
            }),
            "to_original_frame: frame.image is 0 x 5 pixels, expected more than 0");
}

// An image of 101 x 101 pixels from (0, 0) to (100, 100) of the frame, in an original image of 201.
TEST(ToOriginalFrame, MatterportsBoxesAreWholePixelsBehindTheLastOne) {
  const BoxFrame frame{{0, 0, 100, 100}, CornerRule::inclusive};
  const auto boxes = to_original_frame(list<Box>({{10, 20, 50, 100}, {10.2F, 10.3F, 10.2F, 10.3F}}),
                                       frame, {201, 201}, PasteRule::matterport);
  EXPECT_EQ(boxes(0), (Box{20, 40, 101, 201}));
  EXPECT_EQ(boxes(1), (Box{20, 21, 21, 22}));  // 20.4 and 20.6, and one more
}

TEST(ToOriginalFrame, AnImageInTheMiddleOfItsInputIsMovedBack) {
  const BoxFrame frame{{10, 20, 110, 120}, CornerRule::exclusive};
  const auto boxes = to_original_frame(list<Box>({{10, 20, 60, 120}}), frame, {50, 200});
  EXPECT_EQ(boxes(0), (Box{0, 0, 100, 50}));
}

TEST(ToOriginalFrame, DetectronsBoxesAreCutAtTheImage) {
  const auto boxes = to_original_frame(list<Box>({{-5, 10, 90, 70}}), BoxFrame(ImageSize{60, 80}),
                                       {30, 40}, PasteRule::detectron2);
  EXPECT_EQ(boxes(0), (Box{0, 5, 40, 30}));
}

}  // namespace
}  // namespace mrcnn
