#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/image/preprocess.hpp"

#include "tests/support/close.hpp"
#include "tests/support/message.hpp"
#include "tests/support/random.hpp"

namespace mrcnn {
namespace {

struct SizeCase {
  ImageSize original, by_double, by_float32;
};

TEST(ResizedSize, BothRulesGiveTheSizesOfTheirTorchvisionRelease) {
  const std::vector<SizeCase> table = {
      {{480, 640}, {800, 1066}, {800, 1066}},   {{427, 640}, {800, 1199}, {799, 1199}},
      {{375, 500}, {800, 1066}, {799, 1066}},   {{333, 500}, {800, 1201}, {799, 1201}},
      {{640, 480}, {1066, 800}, {1066, 800}},   {{100, 100}, {800, 800}, {800, 800}},
      {{1080, 1920}, {749, 1333}, {749, 1333}}, {{800, 1333}, {800, 1333}, {800, 1333}},
      {{1, 1}, {800, 800}, {800, 800}},         {{1, 134}, {9, 1333}, {9, 1332}},
  };
  for (const SizeCase& row : table) {
    SCOPED_TRACE(::testing::Message() << row.original.height << " x " << row.original.width);
    EXPECT_EQ(resized_size(row.original, {}), row.by_double);
    EXPECT_EQ(resized_size(row.original, {.scale_rule = ScaleRule::float32}), row.by_float32);
  }
}

TEST(ResizedSize, TheShortSideReachesItsSizeUnlessTheLongOneWouldExceedIts) {
  EXPECT_EQ(resized_size({100, 150}, {.min_size = 200, .max_size = 400}), (ImageSize{200, 300}));
  EXPECT_EQ(resized_size({100, 300}, {.min_size = 200, .max_size = 400}), (ImageSize{133, 400}));
  EXPECT_EQ(resized_size({300, 100}, {.min_size = 200, .max_size = 400}), (ImageSize{400, 133}));
}

TEST(ResizedSize, ASideThatWouldVanishKeepsOnePixel) {
  EXPECT_EQ(resized_size({1, 3000}, {}), (ImageSize{1, 1333}));
  EXPECT_EQ(resized_size({4000, 2}, {}), (ImageSize{1333, 1}));
}

TEST(ResizedSize, EmptyImagesAndSidesBeyondTheLimitAreRefused) {
  EXPECT_EQ(message_of<ShapeError>([] {
              resized_size({0, 5}, {});
            }),
            "preprocess: an image of 0 x 5 pixels");
  EXPECT_EQ(message_of<ShapeError>([] {
              resized_size({5, -1}, {});
            }),
            "preprocess: an image of 5 x -1 pixels");
  EXPECT_EQ(message_of<ShapeError>([] {
              resized_size({10, 20}, {.min_size = 20000, .max_size = 100000});
            }),
            "preprocess: a side of 20 pixels would become 40000, expected at most 32768");
}

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

TEST(Preprocess, OtherThanThreeChannelsAreRefused) {
  const InputImage<Host> grey{filled_tensor<std::uint8_t>({4, 4, 1}, 0)};
  EXPECT_EQ(message_of<ShapeError>([&] { preprocess(grey); }),
            "preprocess: an image of 1 channels, expected 3");
  const InputImage<Host> empty{make_tensor<std::uint8_t>({0, 4, 3})};
  EXPECT_EQ(message_of<ShapeError>([&] { preprocess(empty); }),
            "preprocess: an image of 0 x 4 pixels");
}

}  // namespace
}  // namespace mrcnn
