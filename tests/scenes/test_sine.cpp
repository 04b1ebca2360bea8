#include <gtest/gtest.h>

#include "data/scenes/sine.hpp"

namespace mrcnn {
namespace {

constexpr std::int64_t kOne = kSineOne;

TEST(Sine, TurnsOfAQuarterAreExact) {
  EXPECT_EQ(sine(0), 0);
  EXPECT_EQ(sine(64), kSineOne);
  EXPECT_EQ(sine(128), 0);
  EXPECT_EQ(sine(192), -kSineOne);
  EXPECT_EQ(sine(256), 0);
}

// sin and cos are the only continuous functions with sin(a + b) = sin a cos b + cos a sin b,
// cos(a + b) = cos a cos b - sin a sin b and sin of a quarter = 1, up to the number of turns, which
// the monotony of the quarter settles. Each factor is off by at most 1/2, so each product of two is
// off by less than kOne / 2 + kOne / 2, the sum of two products by less than 2 kOne, and the left
// side by kOne / 2.
TEST(Sine, TableObeysTheAdditionTheorems) {
  const std::int64_t tolerance = 2 * kOne + kOne / 2;
  for (int a = 0; a < kFullTurn; ++a) {
    for (int b = 0; b < kFullTurn; ++b) {
      const std::int64_t sine_of_sum =
          std::int64_t{sine(a)} * cosine(b) + std::int64_t{cosine(a)} * sine(b);
      const std::int64_t cosine_of_sum =
          std::int64_t{cosine(a)} * cosine(b) - std::int64_t{sine(a)} * sine(b);
      ASSERT_LE(std::abs(sine_of_sum - sine(a + b) * kOne), tolerance) << a << " + " << b;
      ASSERT_LE(std::abs(cosine_of_sum - cosine(a + b) * kOne), tolerance) << a << " + " << b;
    }
  }
}

TEST(Sine, SquaresOfSineAndCosineAddUpToOne) {
  for (int angle = 0; angle < kFullTurn; ++angle) {
    const std::int64_t sum =
        std::int64_t{sine(angle)} * sine(angle) + std::int64_t{cosine(angle)} * cosine(angle);
    // |2 s ds + 2 c dc| <= |s| + |c| <= sqrt(2) kOne for errors of at most 1/2, and 1/2 more
    EXPECT_LE(std::abs(sum - kOne * kOne), kOne * 142 / 100) << angle;
  }
}

TEST(Sine, GrowsThroughTheFirstQuarter) {
  for (int angle = 0; angle < 64; ++angle) {
    EXPECT_LT(sine(angle), sine(angle + 1)) << angle;
  }
}

TEST(Sine, AnyAngleIsTakenModuloAFullTurn) {
  for (int angle = -600; angle <= 600; ++angle) {
    EXPECT_EQ(sine(angle), sine(angle + kFullTurn)) << angle;
    EXPECT_EQ(sine(-angle), -sine(angle)) << angle;
  }
}

TEST(Sine, RotationByAQuarterExchangesTheAxes) {
  const Point turned = rotated({100, 30}, kFullTurn / 4);
  EXPECT_EQ(turned.x, -30);
  EXPECT_EQ(turned.y, 100);
}

TEST(Sine, PolarPointLiesOnTheCircle) {
  for (int angle = 0; angle < kFullTurn; ++angle) {
    const Point point = polar(10000, angle);
    const std::int64_t square = std::int64_t{point.x} * point.x + std::int64_t{point.y} * point.y;
    EXPECT_NEAR(static_cast<double>(floor_root(square)), 10000, 2) << angle;
  }
}

}  // namespace
}  // namespace mrcnn
