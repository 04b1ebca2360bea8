#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/image/preprocess.hpp"

#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

const ImageParams kSquare{.max_size = 64, .padding = Padding::square};

TEST(InputPlace, TheSquareHasTheImageInItsMiddleTheOddRowBelow) {
  EXPECT_EQ(input_place({41, 53}, kSquare), (InputPlace{{64, 64}, 11, 5}));
  EXPECT_EQ(input_place({64, 64}, kSquare), (InputPlace{{64, 64}, 0, 0}));
  EXPECT_EQ(input_place({40, 53}, {}), (InputPlace{{64, 64}, 0, 0}));
}

TEST(InputPlace, AnImageLargerThanTheSquareIsRefused) {
  EXPECT_EQ(
      message_of<ShapeError>([] {
        input_place({40, 65}, kSquare);
      }),
      "preprocess: the resized image has 40 x 65 pixels, expected at most 64 x 64, the square "
      "input");
}

}  // namespace
}  // namespace mrcnn
