#include <gtest/gtest.h>

#include "data/scenes/paint.hpp"

namespace mrcnn {
namespace {

constexpr Colour kRed{200, 0, 0};

/// An image of one row of four pixels with value 100.
HostTensor<std::uint8_t, 3> grey_row() {
  return filled_tensor<std::uint8_t>({1, 4, 3}, 100);
}

// One pixel fully covered, one half, one not at all.
const Coverage kRow{.left = 0, .top = 0, .samples = {{16, 8, 0}}};

TEST(Paint, MixesByTheShareThatIsCovered) {
  auto pixels = grey_row();
  paint(kRow, kOpaque, pixels, [](int, int) { return kRed; });
  EXPECT_EQ(pixels(0, 0, 0), 200);
  EXPECT_EQ(pixels(0, 0, 1), 0);
  EXPECT_EQ(pixels(0, 1, 0), 150);
  EXPECT_EQ(pixels(0, 1, 1), 50);
  EXPECT_EQ(pixels(0, 2, 0), 100);
}

TEST(Paint, OpacityWeakensTheColour) {
  auto pixels = grey_row();
  paint(kRow, kOpaque / 2, pixels, [](int, int) { return kRed; });
  EXPECT_EQ(pixels(0, 0, 0), 150);
}

TEST(Paint, WhatLiesOutsideTheImageIsLeftOut) {
  auto pixels = grey_row();
  Coverage shifted = kRow;
  shifted.left = -1;
  paint(shifted, kOpaque, pixels, [](int, int) { return kRed; });
  EXPECT_EQ(pixels(0, 0, 0), 150);
  shifted.left = 3;
  paint(shifted, kOpaque, pixels, [](int, int) { return kRed; });
  EXPECT_EQ(pixels(0, 3, 0), 200);
  shifted.top = 5;
  paint(shifted, kOpaque, pixels, [](int, int) { return Colour{0, 0, 0}; });
  EXPECT_EQ(pixels(0, 3, 0), 200);
}

TEST(Paint, ValuesSaturate) {
  EXPECT_EQ(saturated(-5), 0);
  EXPECT_EQ(saturated(300), 255);
  EXPECT_EQ(saturated(77), 77);
}

}  // namespace
}  // namespace mrcnn
