#include <array>
#include <cmath>

#include <gtest/gtest.h>

#include "common/nn/fast/winograd_weights.hpp"

#include "tests/support/random.hpp"

namespace mrcnn {
namespace {

/// The polynomial a + b x + c x^2 at one of the six points, with the factor of that point's row.
double at_point(std::size_t point, double a, double b, double c) {
  const double inner = std::sqrt(0.5);
  const double outer = std::sqrt(2.0);
  const std::array<double, 5> x = {0.0, inner, -inner, outer, -outer};
  const std::array<double, 5> factor = {1.0, -2.0 / 3.0, -2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0};
  return point == 5 ? c : factor[point] * (a + b * x[point] + c * x[point] * x[point]);
}

TEST(WinogradWeights, AreTheKernelsPolynomialAtSixPointsInBothDirections) {
  const auto kernel = random_tensor({3, 3, 2, 17}, 1);
  const auto weights = winograd_weights(view(kernel));
  ASSERT_EQ(weights.shape()[0], 36U);
  for (std::size_t in = 0; in < 2; ++in) {
    for (std::size_t out = 0; out < 17; ++out) {
      const auto g = [&](std::size_t y, std::size_t x) { return double{kernel(y, x, in, out)}; };
      for (std::size_t y = 0; y < 6; ++y) {
        const auto down = [&](std::size_t x) { return at_point(y, g(0, x), g(1, x), g(2, x)); };
        for (std::size_t x = 0; x < 6; ++x) {
          EXPECT_NEAR(weights(6 * y + x, in, out), at_point(x, down(0), down(1), down(2)), 1e-6)
              << y << ' ' << x << " of channels " << in << " to " << out;
        }
      }
    }
  }
}

}  // namespace
}  // namespace mrcnn
