#include <array>
#include <set>

#include <gtest/gtest.h>

#include "data/scenes/random.hpp"

namespace mrcnn {
namespace {

TEST(Random, BitsAreThoseOfSplitMix64) {
  // The published generator seeded with k returns mixed(k + n gamma) for n = 1, 2, ...; these are
  // its first numbers for k = 0, and random_bits mixes the key once more before it begins.
  const std::uint64_t first = 0xE220A8397B1DCDAFU;
  const std::uint64_t key_that_mixes_to_zero = 0U - 0x9E3779B97F4A7C15U;
  EXPECT_EQ(random_bits(key_that_mixes_to_zero, 0), first);
  EXPECT_EQ(random_bits(key_that_mixes_to_zero, 1), 0x6E789E6AA1B965F4U);
  EXPECT_EQ(random_bits(key_that_mixes_to_zero, 2), 0x06C45D188009454FU);
}

TEST(Random, TheNumbersOfAStreamCanBeAskedForInAnyOrder) {
  Random random(7, 3);
  const std::uint64_t key = random_bits(7, 3);
  for (std::uint64_t n = 0; n < 5; ++n) {
    EXPECT_EQ(random.bits(), random_bits(key, n));
  }
}

TEST(Random, SeedsAndStreamsThatDifferGiveOtherNumbers) {
  std::set<std::uint64_t> firsts;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    for (std::uint64_t stream = 0; stream < 5; ++stream) {
      firsts.insert(Random(seed, stream).bits());
    }
  }
  EXPECT_EQ(firsts.size(), 500U);
}

TEST(Random, BetweenReachesBothEndsAndNothingBeyond) {
  Random random(1, 0);
  std::array<int, 4> seen{};
  for (int i = 0; i < 4000; ++i) {
    const int value = random.between(-1, 2);
    ASSERT_GE(value, -1);
    ASSERT_LE(value, 2);
    ++seen[static_cast<std::size_t>(value + 1)];
  }
  // 1000 expected each; five standard deviations are 5 sqrt(4000 / 4 * 3 / 4) = 137.
  for (const int count : seen) {
    EXPECT_NEAR(count, 1000, 137);
  }
}

TEST(Random, OneOutcomeIsAlwaysZero) {
  Random random(1, 0);
  EXPECT_EQ(random.below(1), 0);
  EXPECT_EQ(random.between(5, 5), 5);
}

TEST(Random, ChanceIsAPercentage) {
  Random random(2, 0);
  EXPECT_FALSE(random.chance(0));
  EXPECT_TRUE(random.chance(100));
}

}  // namespace
}  // namespace mrcnn
