#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/image/preprocess.hpp"

#include "tests/support/close.hpp"
#include "tests/support/message.hpp"
#include "tests/support/random.hpp"

namespace mrcnn {
namespace {

using GreyLevels = HostTensor<std::uint8_t, 3>;

GreyLevels one_channel(const std::vector<std::vector<int>>& rows) {
  auto image = make_tensor<std::uint8_t>({rows.size(), rows[0].size(), 1});
  for (std::size_t y = 0; y < rows.size(); ++y) {
    for (std::size_t x = 0; x < rows[y].size(); ++x) {
      image(y, x, 0) = static_cast<std::uint8_t>(rows[y][x]);
    }
  }
  return image;
}

std::vector<int> levels_of(const GreyLevels& image) {
  return {image.begin(), image.end()};
}

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

TEST(NeverSmaller, ImagesGrowToTheShortSideButNotBeyondTheLongOne) {
  ImageParams params;
  params.max_size = 1024;
  params.scale_rule = ScaleRule::never_smaller;
  EXPECT_EQ(resized_size({480, 640}, params), (ImageSize{768, 1024}));
  EXPECT_EQ(resized_size({427, 640}, params), (ImageSize{683, 1024}));  // 683.2
  EXPECT_EQ(resized_size({1080, 1920}, params), (ImageSize{576, 1024}));
  EXPECT_EQ(resized_size({400, 400}, params), (ImageSize{800, 800}));
}

TEST(NeverSmaller, AnImageBetweenBothSizesIsLeftAlone) {
  ImageParams params;
  params.max_size = 1024;
  params.scale_rule = ScaleRule::never_smaller;
  EXPECT_EQ(resized_size({900, 1000}, params), (ImageSize{900, 1000}));
  params.scale_rule = ScaleRule::double_precision;
  EXPECT_EQ(resized_size({900, 1000}, params), (ImageSize{800, 888}));
}

// 33 x 1.5 is 49.5 and 35 x 1.5 is 52.5: both to the even neighbour.
TEST(NeverSmaller, SidesAreRoundedHalfToEven) {
  ImageParams params;
  params.min_size = 48;
  params.scale_rule = ScaleRule::never_smaller;
  EXPECT_EQ(resized_size({32, 33}, params), (ImageSize{48, 50}));
  EXPECT_EQ(resized_size({32, 35}, params), (ImageSize{48, 52}));
}

// Doubling a row of two: centres at -0.25, 0.25, 0.75, 1.25. The outer ones see a quarter of black.
TEST(ResizeGreyLevels, TheBorderFadesIntoBlackWhenGrowing) {
  const GreyLevels wide = resize_grey_levels(one_channel({{0, 100}, {0, 100}}), {2, 4});
  EXPECT_EQ(levels_of(wide), (std::vector<int>{0, 25, 75, 75, 0, 25, 75, 75}));
}

// The image has no level below 100, so no result may have one.
TEST(ResizeGreyLevels, ResultsStayInTheRangeOfTheImage) {
  const GreyLevels wide = resize_grey_levels(one_channel({{100, 200}}), {1, 4});
  EXPECT_EQ(levels_of(wide), (std::vector<int>{100, 125, 175, 150}));
}

// Four columns to three: centres at 1/6, 1.5, 2 5/6, levels 10/6, 15 and 28.33.
TEST(ResizeGreyLevels, ResultsAreCutToWholeLevels) {
  const GreyLevels narrow = resize_grey_levels(one_channel({{0, 10, 20, 30}}), {1, 3});
  EXPECT_EQ(levels_of(narrow), (std::vector<int>{1, 15, 28}));
}

TEST(ResizeGreyLevels, TheSameSizeIsACopy) {
  const GreyLevels image = random_image(7, 9).pixels;
  expect_same(resize_grey_levels(image, {7, 9}), image);
}

TEST(ResizeGreyLevels, AnEmptyImageIsRefused) {
  EXPECT_EQ(message_of<ShapeError>([] {
              resize_grey_levels(make_tensor<std::uint8_t>({0, 3, 1}), {4, 4});
            }),
            "resize_grey_levels: from 0 x 3 to 4 x 4");
}

TEST(InputPlace, TheSquareHasTheImageInItsMiddleTheOddRowBelow) {
  EXPECT_EQ(input_place({41, 53}, kSquare), (InputPlace{{64, 64}, 11, 5}));
  EXPECT_EQ(input_place({64, 64}, kSquare), (InputPlace{{64, 64}, 0, 0}));
  EXPECT_EQ(input_place({40, 53}, {}), (InputPlace{{64, 64}, 0, 0}));
}

TEST(InputPlace, AnImageLargerThanTheSquareIsRefused) {
  EXPECT_EQ(message_of<ShapeError>([] {
              input_place({40, 65}, kSquare);
            }),
            "preprocess: a resized image of 40 x 65 pixels in a square of 64");
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
