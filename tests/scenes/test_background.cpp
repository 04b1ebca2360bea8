#include <cstdlib>

#include <gtest/gtest.h>

#include "data/scenes/background.hpp"
#include "data/scenes/paint.hpp"

namespace mrcnn {
namespace {

using Pixels = HostTensor<std::uint8_t, 3>;

Coverage one_pixel(int y, int x, std::uint8_t samples) {
  return {x, y, filled_tensor<std::uint8_t, 2>({1, 1}, samples)};
}

TEST(Paint, MixesByTheShareOfCoveredSamples) {
  Pixels pixels = filled_tensor<std::uint8_t, 3>({2, 2, 3}, 100);
  paint(one_pixel(1, 0, 4), kOpaque, pixels, [](int, int) { return Colour{200, 100, 0}; });
  EXPECT_EQ(pixels(1, 0, 0), 125);
  EXPECT_EQ(pixels(1, 0, 1), 100);
  EXPECT_EQ(pixels(1, 0, 2), 75);
  EXPECT_EQ(pixels(0, 0, 0), 100);
}

TEST(Paint, OpacityScalesTheShare) {
  Pixels pixels = filled_tensor<std::uint8_t, 3>({1, 1, 3}, 0);
  paint(one_pixel(0, 0, 16), kOpaque / 2, pixels, [](int, int) { return Colour{200, 20, 2}; });
  EXPECT_EQ(pixels(0, 0, 0), 100);
  EXPECT_EQ(pixels(0, 0, 1), 10);
  EXPECT_EQ(pixels(0, 0, 2), 1);
}

TEST(Paint, LeavesOutWhatLiesBeyondTheImage) {
  const Pixels before = filled_tensor<std::uint8_t, 3>({2, 3, 3}, 9);
  Pixels pixels = before;
  for (const auto& [y, x] : {std::pair{-1, 0}, {0, -1}, {2, 0}, {0, 3}, {-100, 100}}) {
    paint(one_pixel(y, x, 16), kOpaque, pixels, [](int, int) { return Colour{255, 255, 255}; });
  }
  EXPECT_EQ(pixels, before);
}

TEST(Paint, ColoursBeyondTheRangeAreCut) {
  Pixels pixels = filled_tensor<std::uint8_t, 3>({1, 1, 3}, 250);
  paint(one_pixel(0, 0, 16), kOpaque, pixels, [](int, int) { return Colour{300, 255, -5}; });
  EXPECT_EQ(pixels(0, 0, 0), 255);
  EXPECT_EQ(pixels(0, 0, 1), 255);
  EXPECT_EQ(pixels(0, 0, 2), 0);
}

TEST(Background, SmoothBackgroundsHaveNoSteps) {
  // Half of the seeds have no lines. Without them, neighbours differ by the slopes of gradient and
  // clouds: at most 235 grey levels over 90 px, and 1.5 * 120 levels over a cell of 51 px.
  int smooth = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Pixels pixels = make_background(Random(seed, 1), {256, 256}, Palette(Random(seed, 0)));
    int largest = 0;
    for (std::size_t y = 0; y < 256; ++y) {
      for (std::size_t x = 1; x < 256; ++x) {
        largest = std::max(largest, std::abs(pixels(y, x, 0) - pixels(y, x - 1, 0)));
      }
    }
    smooth += largest <= 8 ? 1 : 0;
  }
  EXPECT_GE(smooth, 4);
  EXPECT_LE(smooth, 16);
}

TEST(Background, PixelNoiseHasTheDeviationAskedForAndNoBias) {
  Pixels pixels = filled_tensor<std::uint8_t, 3>({100, 100, 3}, 128);
  add_pixel_noise(42, 10, pixels);
  double sum = 0;
  double squares = 0;
  for (const std::uint8_t value : pixels) {
    sum += value - 128;
    squares += (value - 128) * (value - 128);
  }
  const double count = static_cast<double>(pixels.size());
  EXPECT_NEAR(sum / count, 0.0, 5 * 10 / std::sqrt(count));
  EXPECT_NEAR(std::sqrt(squares / count), 10.0, 0.5);  // rounding towards 0 takes some away
}

TEST(Background, NoNoiseLeavesThePixelsAlone) {
  Pixels pixels = filled_tensor<std::uint8_t, 3>({5, 5, 3}, 77);
  add_pixel_noise(42, 0, pixels);
  EXPECT_EQ(pixels, (filled_tensor<std::uint8_t, 3>({5, 5, 3}, 77)));
}

}  // namespace
}  // namespace mrcnn
