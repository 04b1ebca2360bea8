#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/image/resize.hpp"

#include "tests/support/close.hpp"
#include "tests/support/message.hpp"
#include "tests/support/random.hpp"

namespace mrcnn {
namespace {

using Picture = HostTensor<float, 3>;

/// One row of one channel.
Picture row_of(const std::vector<float>& pixels) {
  auto picture = make_tensor<float>({1, pixels.size(), 1});
  std::copy(pixels.begin(), pixels.end(), picture.begin());
  return picture;
}

Picture transposed(const Picture& picture) {
  auto result = make_tensor<float>({picture.shape(1), picture.shape(0), picture.shape(2)});
  for (std::size_t y = 0; y < picture.shape(0); ++y) {
    for (std::size_t x = 0; x < picture.shape(1); ++x) {
      for (std::size_t c = 0; c < picture.shape(2); ++c) {
        result(x, y, c) = picture(y, x, c);
      }
    }
  }
  return result;
}

//   source        0       4        centres at 0 and 1
//   destination -.25 .25 .75 1.25  in source pixels; beyond the edge the edge is repeated
TEST(ResizeBilinear, TwoPixelsToFourByHand) {
  expect_same(resize_bilinear(row_of({0, 4}), {1, 4}), row_of({0, 1, 3, 4}));
}

TEST(ResizeBilinear, ShrinkingReadsTwoPixelsOnlyWithoutAveraging) {
  expect_same(resize_bilinear(row_of({0, 1, 2, 3}), {1, 2}), row_of({0.5F, 2.5F}));
  // a third of six pixels: centres at 1 and 4
  expect_same(resize_bilinear(row_of({0, 10, 0, 0, 20, 100}), {1, 2}), row_of({10, 20}));
}

TEST(ResizeBilinear, BothAxesByHand) {
  //  0 4      rows at 0, 1/4, 3/4, 1
  //  8 12
  auto source = make_tensor<float>({2, 2, 1});
  const std::vector<float> corners = {0, 4, 8, 12};
  std::copy(corners.begin(), corners.end(), source.begin());
  const Picture out = resize_bilinear(source, {4, 2});
  EXPECT_EQ(std::vector<float>(out.begin(), out.end()),
            (std::vector<float>{0, 4, 2, 6, 6, 10, 8, 12}));
}

TEST(ResizeBilinear, TheSameSizeCopiesEveryBit) {
  Picture source = random_tensor({7, 5, 3}, 1);
  source(2, 3, 1) = -0.0F;
  source(1, 1, 0) = std::numeric_limits<float>::quiet_NaN();
  expect_same(resize_bilinear(source, {7, 5}), source);
}

TEST(ResizeBilinear, AConstantImageStaysConstant) {
  for (const ImageSize size : {ImageSize{3, 50}, {50, 3}, {17, 13}, {1, 1}, {100, 99}}) {
    const Picture out = resize_bilinear(filled_tensor<float>({11, 23, 2}, 0.7F), size);
    // two weights of a pair sum to 1 within one rounding
    expect_close(
        out,
        filled_tensor<float>(
            {static_cast<std::size_t>(size.height), static_cast<std::size_t>(size.width), 2}, 0.7F),
        2e-7);
  }
}

TEST(ResizeBilinear, ALinearRampIsReproducedBetweenTheOutermostCentres) {
  std::vector<float> ramp(40);
  for (std::size_t x = 0; x < ramp.size(); ++x) {
    ramp[x] = 3.0F * static_cast<float>(x) - 20.0F;
  }
  for (const int width : {7, 39, 41, 100, 333}) {
    const Picture out = resize_bilinear(row_of(ramp), {1, width});
    for (int x = 0; x < width; ++x) {
      const double source = 40.0 / width * (x + 0.5) - 0.5;
      const double expected = 3.0 * std::min(std::max(source, 0.0), 39.0) - 20.0;
      // f32(40 / width) is off by up to 2^-24, times a position of at most 40, times the slope
      ASSERT_NEAR(static_cast<double>(out(0, static_cast<std::size_t>(x), 0)), expected, 3e-5)
          << x << " of " << width;
    }
  }
}

TEST(ResizeBilinear, RowsAndColumnsAreTreatedAlike) {
  const Picture source = random_tensor({9, 14, 2}, 3);
  expect_close(transposed(resize_bilinear(source, {31, 6})),
               resize_bilinear(transposed(source), {6, 31}), 3e-7);
}

TEST(ResizeBilinear, ASinglePixelRowOrColumnIsRepeated) {
  const Picture pixel = filled_tensor<float>({1, 1, 3}, 2.5F);
  expect_same(resize_bilinear(pixel, {4, 3}), filled_tensor<float>({4, 3, 3}, 2.5F));
  const Picture tall = transposed(row_of({1, 2, 3}));
  const Picture out = resize_bilinear(tall, {3, 4});
  for (std::size_t x = 0; x < 4; ++x) {
    EXPECT_EQ(out(0, x, 0), 1.0F);
    EXPECT_EQ(out(2, x, 0), 3.0F);
  }
}

TEST(ResizeBilinear, ValuesNeverLeaveTheRangeOfTheSource) {
  const Picture source = random_tensor({13, 17, 1}, 4);
  for (const float value : resize_bilinear(source, {97, 5})) {
    ASSERT_LE(std::fabs(value), 1.0F + 2e-7F);
  }
}

TEST(ResizeBilinear, EmptySourcesAndSizesAreRefused) {
  EXPECT_EQ(message_of<ShapeError>([] {
              resize_bilinear(make_tensor<float>({0, 3, 1}), {4, 4});
            }),
            "resize_bilinear: source has 0 x 3 x 1 elements, expected at least one");
  EXPECT_EQ(message_of<ShapeError>([] {
              resize_bilinear(filled_tensor<float>({2, 3, 1}, 0.0F), {4, 0});
            }),
            "resize_bilinear: the size is 4 x 0, expected at least 1 x 1");
}

using PixelValues = HostTensor<std::uint8_t, 3>;

PixelValues one_channel(const std::vector<std::vector<int>>& rows) {
  auto image = make_tensor<std::uint8_t>({rows.size(), rows[0].size(), 1});
  for (std::size_t y = 0; y < rows.size(); ++y) {
    for (std::size_t x = 0; x < rows[y].size(); ++x) {
      image(y, x, 0) = static_cast<std::uint8_t>(rows[y][x]);
    }
  }
  return image;
}

std::vector<int> values_of(const PixelValues& image) {
  return {image.begin(), image.end()};
}

// Doubling a row of two: centres at -0.25, 0.25, 0.75, 1.25. The outer ones see a quarter of black.
TEST(ResizePixelValues, TheBorderFadesIntoBlackWhenGrowing) {
  const PixelValues wide = resize_pixel_values(one_channel({{0, 100}, {0, 100}}), {2, 4});
  EXPECT_EQ(values_of(wide), (std::vector<int>{0, 25, 75, 75, 0, 25, 75, 75}));
}

// The image has no value below 100, so no result may have one.
TEST(ResizePixelValues, ResultsStayInTheRangeOfTheImage) {
  const PixelValues wide = resize_pixel_values(one_channel({{100, 200}}), {1, 4});
  EXPECT_EQ(values_of(wide), (std::vector<int>{100, 125, 175, 150}));
}

// Four columns to three: centres at 1/6, 1.5, 2 5/6, values 10/6, 15 and 28.33.
TEST(ResizePixelValues, ResultsAreTruncatedToWholeValues) {
  const PixelValues narrow = resize_pixel_values(one_channel({{0, 10, 20, 30}}), {1, 3});
  EXPECT_EQ(values_of(narrow), (std::vector<int>{1, 15, 28}));
}

TEST(ResizePixelValues, TheSameSizeIsACopy) {
  Random random(3);
  auto image = make_tensor<std::uint8_t>({7, 9, 3});
  for (std::uint8_t& value : image) {
    value = static_cast<std::uint8_t>(random.integer(0, 255));
  }
  expect_same(resize_pixel_values(image, {7, 9}), image);
}

TEST(ResizePixelValues, AnEmptyImageIsRefused) {
  EXPECT_EQ(message_of<ShapeError>([] {
              resize_pixel_values(make_tensor<std::uint8_t>({0, 3, 1}), {4, 4});
            }),
            "resize_pixel_values: source has 0 x 3 x 1 elements, expected at least one");
}

}  // namespace
}  // namespace mrcnn
