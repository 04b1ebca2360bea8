#include <array>

#include <gtest/gtest.h>
#include <mrcnn/image.hpp>

#include "common/error.hpp"

#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

constexpr std::array<std::uint8_t, 24> kPixels = {};

TEST(ImageView, PixelsAreReferredToAndNotCopied) {
  const Image image = image_view(kPixels.data(), 2, 4);
  EXPECT_EQ(image.pixels, kPixels.data());
  EXPECT_EQ(image.owner, nullptr);
  EXPECT_EQ(image.height, 2);
  EXPECT_EQ(image.width, 4);
}

TEST(ImageView, RowsArePackedUnlessTheirDistanceIsGiven) {
  EXPECT_EQ(image_view(kPixels.data(), 2, 3).row_bytes, 9U);
  EXPECT_EQ(image_view(kPixels.data(), 2, 3, 12).row_bytes, 12U);
}

TEST(ImageView, MessagesNameTheArgument) {
  EXPECT_EQ(message_of<InputError>([] { image_view(nullptr, 2, 4); }),
            "image_view: pixels is null, expected the first pixel");
  EXPECT_EQ(message_of<InputError>([] { image_view(kPixels.data(), 0, 4); }),
            "image_view: 0x4 (height x width), expected both at least 1");
  EXPECT_EQ(message_of<InputError>([] { image_view(kPixels.data(), 2, 4, 11); }),
            "image_view: row_bytes is 11, expected at least 12 for 4 pixels of 3 bytes");
}

}  // namespace
}  // namespace mrcnn
