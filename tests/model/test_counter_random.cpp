#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "stages/pipeline/model/counter_random.hpp"

namespace mrcnn {
namespace {

TEST(CounterRandom, ValuesHaveMeanZeroAndDeviationOne) {
  constexpr std::uint64_t kCount = 1U << 20U;
  double sum = 0.0;
  double sum_of_squares = 0.0;
  double neighbours = 0.0;
  for (std::uint64_t i = 0; i < kCount; ++i) {
    const double value = random_normal(7, 3, i);
    ASSERT_LE(std::fabs(value), 3.4642);  // sqrt(12), four uniform values at their end
    sum += value;
    sum_of_squares += value * value;
    neighbours += value * random_normal(7, 3, i + 1);
  }
  // Five standard errors of a mean over 2^20 values; squares have deviation 1.14.
  EXPECT_NEAR(sum / kCount, 0.0, 5.0 / 1024);
  EXPECT_NEAR(sum_of_squares / kCount, 1.0, 5.0 * 1.14 / 1024);
  EXPECT_NEAR(neighbours / kCount, 0.0, 5.0 / 1024);
}

TEST(CounterRandom, SeedStreamAndIndexEachMatter) {
  std::set<std::uint64_t> seen;
  for (std::uint64_t a = 0; a < 10; ++a) {
    for (std::uint64_t b = 0; b < 10; ++b) {
      for (std::uint64_t c = 0; c < 10; ++c) {
        seen.insert(random_bits(a, b, c));
      }
    }
  }
  EXPECT_EQ(seen.size(), 1000U);
}

}  // namespace
}  // namespace mrcnn
