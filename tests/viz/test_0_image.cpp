#include <gtest/gtest.h>

#include "viz/0_image.hpp"

#include "tests/viz/drawn.hpp"

namespace mrcnn {
namespace {

TEST(InputPicture, ShowsImageAndPaddedInput) {
  const NetworkInput<Host> input{filled_tensor<float>({64, 96, 3}, 0.0F), {60, 80}, {30, 40}};
  const Rgb picture = draw_input(plain_image(30, 40), input);
  EXPECT_EQ(count_of(picture, kPlain), 540U * 720U) << "the image, enlarged";
}

TEST(ResizedImage, UndoesTheNormalisation) {
  const ImageParams params;
  NetworkInput<Host> input{filled_tensor<float>({32, 32, 3}, 0.0F), {20, 30}, {20, 30}};
  for (std::size_t c = 0; c < 3; ++c) {
    input.pixels(7, 9, c) = (100.0F / 255.0F - params.mean[c]) / params.std[c];
  }
  const InputImage<Host> image = resized_image(input, params);
  EXPECT_EQ(image.pixels.shape(0), 20U);
  EXPECT_EQ(image.pixels.shape(1), 30U);
  EXPECT_EQ(pixel(image.pixels, 7, 9), (Color{100, 100, 100}));
}

}  // namespace
}  // namespace mrcnn
