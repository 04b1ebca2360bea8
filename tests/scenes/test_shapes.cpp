#include <numeric>
#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "data/scenes/shapes.hpp"

namespace mrcnn {
namespace {

constexpr int kRadius = 40;  // px

double area_of(const Region& region) {
  const Coverage coverage = coverage_of(region);
  return std::accumulate(coverage.samples.begin(), coverage.samples.end(), 0) / 16.0;
}

struct KnownArea {
  const char* name;
  ShapeClass shape;
  double radii_squared;  // area / r^2
};

void PrintTo(const KnownArea& area, std::ostream* out) {
  *out << area.name << ", " << area.radii_squared << " r^2";
}

class ShapeArea : public testing::TestWithParam<KnownArea> {};

TEST_P(ShapeArea, IsThatOfTheFigureAtEveryAngle) {
  for (int angle = 0; angle < 256; angle += 13) {
    const Region region = region_of(
        GetParam().shape, {.centre = {17, -91}, .radius = kRadius * kPixel, .angle = angle});
    const double expected = GetParam().radii_squared * kRadius * kRadius;
    EXPECT_NEAR(area_of(region), expected, 0.01 * expected) << "angle " << angle;
  }
}

// Square: half the product of its diagonals. Triangle: 3/4 sqrt(3). Star: ten triangles with sides
// r and 0.45 r that meet at 36 degrees. Ring: pi (1 - 0.55^2). Cross: four arms of length
// 0.94 - 0.33 and thickness 0.66 around a square of that side.
INSTANTIATE_TEST_SUITE_P(
    AllClasses, ShapeArea,
    testing::Values(KnownArea{"circle", ShapeClass::circle, 3.14159},
                    KnownArea{"square", ShapeClass::square, 2.0},
                    KnownArea{"triangle", ShapeClass::triangle, 1.29904},
                    KnownArea{"star", ShapeClass::star, 10 * 0.5 * 0.45 * 0.587785},
                    KnownArea{"ring", ShapeClass::ring, 3.14159 * (1 - 0.3025)},
                    KnownArea{"cross", ShapeClass::cross, 4 * 0.61 * 0.66 + 0.66 * 0.66}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(Shapes, StayWithinTheirRadius) {
  for (int shape = 1; shape <= kShapeClasses; ++shape) {
    for (int angle = 0; angle < 256; ++angle) {
      const Region region = region_of(static_cast<ShapeClass>(shape),
                                      {.centre = {0, 0}, .radius = 5000, .angle = angle});
      for (const Outline& outline : region.outlines) {
        for (const Point corner : outline) {
          EXPECT_LE(corner.x * corner.x + corner.y * corner.y, 5002 * 5002)
              << kShapeNames[static_cast<std::size_t>(shape)] << " at angle " << angle;
        }
      }
    }
  }
}

TEST(Shapes, RingIsOpenInTheMiddle) {
  const Coverage ring = coverage_of(
      region_of(ShapeClass::ring, {.centre = {128, 128}, .radius = 20 * kPixel, .angle = 0}));
  EXPECT_EQ(ring.samples(-ring.top, -ring.left), 0);
  EXPECT_EQ(ring.samples(-ring.top, -ring.left + 15), 16);
}

TEST(Shapes, StrokeIsARectangleAroundItsLine) {
  const Coverage coverage = coverage_of(stroke({0, 512}, {10 * kPixel, 512}, 2 * kPixel));
  EXPECT_EQ(std::accumulate(coverage.samples.begin(), coverage.samples.end(), 0), 16 * 20);
  EXPECT_EQ(coverage.top, 1);
}

TEST(Shapes, StrokeWithoutLengthIsEmpty) {
  EXPECT_EQ(coverage_of(stroke({5, 5}, {5, 5}, 256)).samples.size(), 0U);
}

TEST(Shapes, NamesBelongToTheNumbers) {
  EXPECT_EQ(kShapeNames[0], "background");
  EXPECT_EQ(kShapeNames[static_cast<std::size_t>(ShapeClass::circle)], "circle");
  EXPECT_EQ(kShapeNames[static_cast<std::size_t>(ShapeClass::ring)], "ring");
  EXPECT_EQ(kShapeNames[static_cast<std::size_t>(ShapeClass::cross)], "cross");
}

}  // namespace
}  // namespace mrcnn
