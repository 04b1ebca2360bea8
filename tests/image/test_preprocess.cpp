#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/image/preprocess.hpp"

#include "tests/support/close.hpp"
#include "tests/support/message.hpp"
#include "tests/support/random.hpp"

namespace mrcnn {
namespace {

InputImage<Host> random_image(std::size_t height, std::size_t width) {
  Random random(3);
  auto pixels = make_tensor<std::uint8_t>({height, width, 3});
  for (std::uint8_t& value : pixels) {
    value = static_cast<std::uint8_t>(random.integer(0, 255));
  }
  return {pixels};
}

const ImageParams kSquare{.min_size = 40,
                          .max_size = 64,
                          .scale_rule = ScaleRule::never_smaller,
                          .resampling = Resampling::zero_outside,
                          .padding = Padding::square,
                          .padding_color = PaddingColor::black,
                          .divisor = 1.0F,
                          .mean = {120, 110, 100},
                          .std = {1, 1, 1}};

InputImage<Host> constant_image(std::size_t height, std::size_t width) {
  auto pixels = make_tensor<std::uint8_t>({height, width, 3});
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    pixels.data()[i] = std::vector<std::uint8_t>{255, 0, 51}[i % 3];
  }
  return {pixels};
}

// 2 x 4 pixels grow 15 times to 30 x 60 and are padded to 32 x 64 with 0, which is mean colour.
TEST(Preprocess, ScalesNormalisesResizesAndPadsAtTheBottomAndRight) {
  const NetworkInput<Host> input =
      preprocess(constant_image(2, 4), {.min_size = 30, .max_size = 100});
  EXPECT_EQ(input.original, (ImageSize{2, 4}));
  EXPECT_EQ(input.resized, (ImageSize{30, 60}));
  ASSERT_EQ(input.pixels.shape(), (std::array<std::size_t, 3>{32, 64, 3}));
  const std::array<float, 3> colour = {(1.0F - 0.485F) / 0.229F, (0.0F - 0.456F) / 0.224F,
                                       (0.2F - 0.406F) / 0.225F};
  for (std::size_t y = 0; y < 32; ++y) {
    for (std::size_t x = 0; x < 64; ++x) {
      const bool inside = y < 30 && x < 60;
      for (std::size_t c = 0; c < 3; ++c) {
        ASSERT_NEAR(input.pixels(y, x, c), inside ? colour[c] : 0.0F, inside ? 1e-6F : 0.0F)
            << y << ", " << x << ", " << c;
      }
    }
  }
}

TEST(Preprocess, AMultipleOf32NeedsNoPadding) {
  const NetworkInput<Host> input =
      preprocess(constant_image(1, 3), {.min_size = 32, .max_size = 96});
  EXPECT_EQ(input.pixels.shape(), (std::array<std::size_t, 3>{32, 96, 3}));
  EXPECT_NE(input.pixels(31, 95, 0), 0.0F);
}

// Resizing before or after normalising differs by rounding only, but the order is fixed: at the
// original size nothing may change at all.
TEST(Preprocess, AtTheSameSizeEveryPixelIsExactlyTheFormula) {
  auto pixels = make_tensor<std::uint8_t>({32, 32, 3});
  Random random(1);
  for (std::uint8_t& value : pixels) {
    value = static_cast<std::uint8_t>(random.integer(0, 255));
  }
  const ImageParams params{.min_size = 32, .max_size = 64};
  const NetworkInput<Host> input = preprocess({pixels}, params);
  auto expected = make_tensor<float>({32, 32, 3});
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const float unit = static_cast<float>(pixels.data()[i]) / 255.0F;
    expected.data()[i] = (unit - params.mean[i % 3]) / params.std[i % 3];
  }
  expect_same(input.pixels, expected);
}

TEST(Preprocess, OneRowOneColumnAndOnePixelWork) {
  EXPECT_EQ(preprocess(constant_image(1, 200)).pixels.shape(),
            (std::array<std::size_t, 3>{32, 1344, 3}));
  EXPECT_EQ(preprocess(constant_image(200, 1)).pixels.shape(),
            (std::array<std::size_t, 3>{1344, 32, 3}));
  const NetworkInput<Host> pixel = preprocess(constant_image(1, 1), {.min_size = 5});
  EXPECT_EQ(pixel.resized, (ImageSize{5, 5}));
  EXPECT_NEAR(pixel.pixels(4, 4, 0), (1.0F - 0.485F) / 0.229F, 1e-6F);
  EXPECT_EQ(pixel.pixels(4, 5, 0), 0.0F);
}

TEST(Preprocess, AnyNumberOfChannelsButThreeIsRefused) {
  const InputImage<Host> grey{filled_tensor<std::uint8_t>({4, 4, 1}, 0)};
  EXPECT_EQ(message_of<ShapeError>([&] { preprocess(grey); }),
            "preprocess: the image has 1 channels, expected 3");
  const InputImage<Host> empty{make_tensor<std::uint8_t>({0, 4, 3})};
  EXPECT_EQ(message_of<ShapeError>([&] { preprocess(empty); }),
            "preprocess: the image has 0 x 4 pixels, expected at least 1 x 1");
}

// 40 x 50 pixels keep their size; around them 12 rows and 7 columns of black, minus the mean.
TEST(Preprocess, BlackPaddingSurroundsAnImageInTheMiddleOfTheSquare) {
  const InputImage<Host> image = random_image(40, 50);
  const NetworkInput<Host> input = preprocess(image, kSquare);
  EXPECT_EQ(input.resized, (ImageSize{40, 50}));
  ASSERT_EQ(input.pixels.shape(), (std::array<std::size_t, 3>{64, 64, 3}));
  const std::array<float, 3> mean = {120, 110, 100};
  for (std::size_t y = 0; y < 64; ++y) {
    for (std::size_t x = 0; x < 64; ++x) {
      const bool inside = y >= 12 && y < 52 && x >= 7 && x < 57;
      for (std::size_t c = 0; c < 3; ++c) {
        const float level = inside ? image.pixels(y - 12, x - 7, c) : 0.0F;
        ASSERT_EQ(input.pixels(y, x, c), level - mean[c]) << y << ", " << x << ", " << c;
      }
    }
  }
}

TEST(Preprocess, TheColorOfThePaddingIsAValue) {
  ImageParams params = kSquare;
  params.padding_color = PaddingColor::mean;
  EXPECT_EQ(preprocess(random_image(40, 50), params).pixels(0, 0, 0), 0.0F);
  params.padding = Padding::bottom_right;
  params.padding_color = PaddingColor::black;
  const NetworkInput<Host> input = preprocess(random_image(40, 50), params);
  EXPECT_EQ(input.pixels(63, 63, 2), -100.0F);
}

TEST(Preprocess, InBgrTheFirstChannelIsBlueWithTheFirstMean) {
  auto pixels = filled_tensor<std::uint8_t>({64, 64, 3}, 0);
  pixels(0, 0, 0) = 200;  // red
  pixels(0, 0, 2) = 50;   // blue
  ImageParams params = kSquare;
  params.channel_order = ChannelOrder::bgr;
  const NetworkInput<Host> input = preprocess({pixels}, params);
  EXPECT_EQ(input.pixels(0, 0, 0), 50.0F - 120.0F);
  EXPECT_EQ(input.pixels(0, 0, 1), 0.0F - 110.0F);
  EXPECT_EQ(input.pixels(0, 0, 2), 200.0F - 100.0F);
}

}  // namespace
}  // namespace mrcnn
