#include <limits>

#include <gtest/gtest.h>

#include "common/coco/polygon.hpp"
#include "common/error.hpp"

#include "tests/coco/drawn_mask.hpp"

namespace mrcnn {
namespace {

using Rows = std::vector<std::string>;

Rows raster(const Polygon& polygon, ImageSize size) {
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(size.height * size.width), 0);
  draw_rle(rasterize(polygon, size, "p"), pixels);
  return picture(pixels, size);
}

TEST(Polygon, ARectangleOnPixelEdgesCoversThosePixels) {
  EXPECT_EQ(raster({1, 1, 3, 1, 3, 3, 1, 3}, {4, 4}), (Rows{
                                                          "....",
                                                          ".##.",
                                                          ".##.",
                                                          "....",
                                                      }));
}

TEST(Polygon, TheDirectionOfTheOutlineDoesNotMatter) {
  const Polygon clockwise = {0.3, 0.2, 6.1, 1.7, 4.4, 5.9, 1.2, 4.6};
  const Polygon counterclockwise = {0.3, 0.2, 1.2, 4.6, 4.4, 5.9, 6.1, 1.7};
  EXPECT_EQ(raster(clockwise, {7, 7}), raster(counterclockwise, {7, 7}));
}

// Corners become (0,0), (25,0), (0,25) fifths. At the middle of column c, the slope is at fifth
// 22 - 5c, which is 4 - c in pixels: rows 0 to 3 - c are inside.
TEST(Polygon, PixelsOnTheSlopeOfATriangleAreOutside) {
  EXPECT_EQ(raster({0, 0, 5, 0, 0, 5}, {5, 5}), (Rows{
                                                    "####.",
                                                    "###..",
                                                    "##...",
                                                    "#....",
                                                    ".....",
                                                }));
}

// 0.4 pixels are 2.5 fifths, rounded to 2: left of the step from 2 to 3 that is the middle of
// column 0. 0.5 pixels are rounded to 3: right of it. In y the middle of row 0 is fifth 2 itself:
// row ceil((2 + 0.5) / 5 - 0.5) = 0 and for fifth 3 ceil(0.2) = 1.
TEST(Polygon, CornersAreRoundedToFifthsOfAPixel) {
  EXPECT_EQ(raster({0.4, 0.4, 1.5, 0.4, 1.5, 1.5, 0.4, 1.5}, {2, 2}), (Rows{"##", "##"}));
  EXPECT_EQ(raster({0.5, 0.4, 1.5, 0.4, 1.5, 1.5, 0.5, 1.5}, {2, 2}), (Rows{".#", ".#"}));
  EXPECT_EQ(raster({0.4, 0.5, 1.5, 0.5, 1.5, 1.5, 0.4, 1.5}, {2, 2}), (Rows{"..", "##"}));
}

TEST(Polygon, WhereTheOutlineOverlapsItselfThereIsAHole) {
  const Polygon twice_around = {0, 0, 3, 0, 3, 3, 0, 3, 0, 0, 3, 0, 3, 3, 0, 3};
  EXPECT_EQ(raster(twice_around, {3, 3}), (Rows{"...", "...", "..."}));
}

// The falling diagonal meets the middle of column c at row c, the rising one at row 3 - c; the
// lower of the two is the first row outside.
TEST(Polygon, ABowTieIsTwoTriangles) {
  EXPECT_EQ(raster({0, 0, 4, 4, 4, 0, 0, 4}, {4, 4}), (Rows{
                                                          "#..#",
                                                          "####",
                                                          "#..#",
                                                          "....",
                                                      }));
}

TEST(Polygon, WhatLiesOutsideTheImageIsCutOff) {
  EXPECT_EQ(raster({-10, -10, 1, -10, 1, 50, -10, 50}, {2, 3}), (Rows{"#..", "#.."}));
  EXPECT_EQ(raster({-10, -10, 50, -10, 50, 50, -10, 50}, {2, 3}), (Rows{"###", "###"}));
  EXPECT_EQ(raster({5, 5, 9, 5, 9, 9}, {2, 3}), (Rows{"...", "..."}));
}

TEST(Polygon, OnePointThreeTimesIsEmpty) {
  EXPECT_EQ(raster({1, 1, 1, 1, 1, 1}, {2, 3}), (Rows{"...", "..."}));
}

TEST(Polygon, BrokenPolygonsAreRefused) {
  const ImageSize size{4, 4};
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  EXPECT_THROW(rasterize({}, size, "p"), InputError);
  EXPECT_THROW(rasterize({1, 1, 3, 3}, size, "p"), InputError);
  EXPECT_THROW(rasterize({1, 1, 3, 1, 3, 3, 1}, size, "p"), InputError);
  EXPECT_THROW(rasterize({1, 1, 3, 1, 3, kNan}, size, "p"), InputError);
  EXPECT_THROW(rasterize({1, 1, 3, 1, 3, kInfinity}, size, "p"), InputError);
  EXPECT_THROW(rasterize({1, 1, 3, 1, 3, 1e300}, size, "p"), InputError);
  EXPECT_THROW(rasterize({1, 1, 3, 1, 3, 3}, {0, 4}, "p"), InputError);
  EXPECT_THROW(rasterize({1, 1, 3, 1, 3, 3}, {1 << 20, 1 << 20}, "p"), InputError);
}

TEST(Polygon, AnEndlessOutlineIsRefusedBeforeItIsWalked) {
  Polygon zigzag;
  for (int i = 0; i < 1000; ++i) {
    zigzag.insert(zigzag.end(), {i % 2 == 0 ? -1e7 : 1e7, 1.0});
  }
  EXPECT_THROW(rasterize(zigzag, {4, 4}, "p"), InputError);
}

}  // namespace
}  // namespace mrcnn
