#include <gtest/gtest.h>
#include <mrcnn/error.hpp>
#include <mrcnn/image.hpp>

#include "viz/image_io.hpp"

namespace mrcnn {
namespace {

const std::string kFolder = MRCNN_SOURCE_DIR "/tests/viz/images/";

TEST(ReadImage, GivesThePixelsThatTheProgramSees) {
  const Image image = read_image(kFolder + "gradient.jpg");
  const DecodedImage decoded = read_image_file(kFolder + "gradient.jpg");
  const auto& pixels = decoded.image.pixels;
  ASSERT_EQ(static_cast<std::size_t>(image.height), pixels.shape(0));
  ASSERT_EQ(static_cast<std::size_t>(image.width), pixels.shape(1));
  ASSERT_EQ(image.row_bytes, 3 * pixels.shape(1));
  EXPECT_TRUE(std::equal(pixels.begin(), pixels.end(), image.pixels));
  EXPECT_EQ(image.name, "gradient.jpg");
  EXPECT_EQ(image.warning, "");
}

TEST(ReadImage, ACopyKeepsThePixelsAlive) {
  Image copy;
  {
    const Image image = read_image(kFolder + "grey.jpg");
    copy = image;
  }
  EXPECT_EQ(copy.pixels[0], copy.pixels[1]);
  EXPECT_EQ(copy.owner.use_count(), 1);
}

TEST(ReadImage, AnUnreadableFileIsAnErrorOfOneLine) {
  try {
    read_image(kFolder + "none.png");
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()),
              kFolder + "none.png: cannot be opened: No such file or directory");
  }
}

}  // namespace
}  // namespace mrcnn
