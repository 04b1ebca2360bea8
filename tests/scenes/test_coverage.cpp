#include <numeric>

#include <gtest/gtest.h>

#include "data/scenes/coverage.hpp"

namespace mrcnn {
namespace {

Region rectangle(Point low, Point high) {
  return {.discs = {}, .outlines = {{low, {high.x, low.y}, high, {low.x, high.y}}}};
}

// Samples of the image pixel (x, y), 0 outside the map.
int samples_at(const Coverage& coverage, int y, int x) {
  const int row = y - coverage.top;
  const int column = x - coverage.left;
  const bool inside = row >= 0 && row < static_cast<int>(coverage.samples.shape(0)) &&
                      column >= 0 && column < static_cast<int>(coverage.samples.shape(1));
  return inside ? coverage.samples(row, column) : 0;
}

int sample_sum(const Coverage& coverage) {
  return std::accumulate(coverage.samples.begin(), coverage.samples.end(), 0);
}

TEST(Coverage, APixelLongRectangleCoversOnePixelFully) {
  const Coverage coverage = coverage_of(rectangle({256, 512}, {512, 768}));
  EXPECT_EQ(samples_at(coverage, 2, 1), 16);
  EXPECT_EQ(sample_sum(coverage), 16);
}

TEST(Coverage, ShiftedByHalfAPixelItCoversTwoHalves) {
  const Coverage coverage = coverage_of(rectangle({384, 512}, {640, 768}));
  EXPECT_EQ(samples_at(coverage, 2, 1), 8);
  EXPECT_EQ(samples_at(coverage, 2, 2), 8);
}

TEST(Coverage, DiagonalHalfOfAPixelHoldsSixOfSixteenSamples) {
  // Samples lie at 1/8, 3/8, 5/8, 7/8. The edge runs through the four on the diagonal and is the
  // region's right end, which does not belong to it.
  //   . . . .
  //   # . . .
  //   # # . .
  //   # # # .
  const Coverage coverage =
      coverage_of({.discs = {}, .outlines = {{{0, 0}, {256, 256}, {0, 256}}}});
  EXPECT_EQ(samples_at(coverage, 0, 0), 6);
}

TEST(Coverage, RegionsThatShareAnEdgeShareNoSampleAndLeaveNone) {
  const Outline left = {{-700, -500}, {130, -481}, {-77, 900}, {-650, 720}};
  const Outline right = {{130, -481}, {999, -333}, {-77, 900}};
  const Outline both = {{-700, -500}, {130, -481}, {999, -333}, {-77, 900}, {-650, 720}};
  const Coverage left_only = coverage_of({.discs = {}, .outlines = {left}});
  const Coverage right_only = coverage_of({.discs = {}, .outlines = {right}});
  const Coverage together = coverage_of({.discs = {}, .outlines = {both}});
  for (int y = -3; y < 5; ++y) {
    for (int x = -4; x < 5; ++x) {
      EXPECT_EQ(samples_at(left_only, y, x) + samples_at(right_only, y, x),
                samples_at(together, y, x))
          << "pixel (" << y << ", " << x << ")";
    }
  }
}

TEST(Coverage, MovingARegionByWholePixelsMovesItsSamples) {
  const Outline outline = {{-300, -211}, {411, 5}, {120, 640}};
  Outline moved;
  for (const Point corner : outline) {
    moved.push_back(corner + Point{-3 * kPixel, 5 * kPixel});
  }
  const Coverage here = coverage_of({.discs = {{{40, 50}, 777}}, .outlines = {outline}});
  const Coverage there =
      coverage_of({.discs = {{{40 - 3 * kPixel, 50 + 5 * kPixel}, 777}}, .outlines = {moved}});
  EXPECT_EQ(there.left, here.left - 3);
  EXPECT_EQ(there.top, here.top + 5);
  EXPECT_EQ(there.samples, here.samples);
}

TEST(Coverage, DiscHasTheAreaOfACircle) {
  const int radius = 40;
  const Coverage coverage = coverage_of({.discs = {{{11, -7}, radius * kPixel}}, .outlines = {}});
  // A sample is 1/16 of a pixel; the outline's 2 pi r = 251 px can be off by about a sample's width
  // here and there, which evens out: 0.2 % is generous.
  EXPECT_NEAR(sample_sum(coverage) / 16.0, 3.14159265 * radius * radius,
              0.002 * 3.1416 * radius * radius);
}

TEST(Coverage, DiscInsideADiscIsAHole) {
  const Coverage coverage =
      coverage_of({.discs = {{{0, 0}, 10 * kPixel}, {{0, 0}, 5 * kPixel}}, .outlines = {}});
  EXPECT_EQ(samples_at(coverage, 0, 0), 0);
  EXPECT_EQ(samples_at(coverage, 0, 7), 16);
  EXPECT_EQ(samples_at(coverage, -8, 0), 16);
  EXPECT_EQ(samples_at(coverage, 0, -11), 0);
}

TEST(Coverage, EmptyRegionGivesAnEmptyMap) {
  const Coverage coverage = coverage_of({});
  EXPECT_EQ(coverage.samples.size(), 0U);
}

}  // namespace
}  // namespace mrcnn
