#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "common/geometry/sort_key.hpp"

#include "tests/support/random.hpp"

namespace mrcnn {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

/// Rows in the order of their keys.
std::vector<Index> order_of(const std::vector<float>& scores) {
  std::vector<std::uint64_t> keys;
  for (std::size_t row = 0; row < scores.size(); ++row) {
    keys.push_back(sort_key(scores[row], row));
  }
  std::sort(keys.begin(), keys.end());
  std::vector<Index> rows;
  for (const std::uint64_t key : keys) {
    rows.push_back(sort_key_index(key));
  }
  return rows;
}

TEST(SortKey, BestScoreFirstByHand) {
  EXPECT_EQ(order_of({0.1F, 0.9F, -3.0F, 0.5F}), (std::vector<Index>{1, 3, 0, 2}));
}

TEST(SortKey, EqualScoresKeepTheirOrder) {
  EXPECT_EQ(order_of({0.5F, 0.7F, 0.5F, 0.5F}), (std::vector<Index>{1, 0, 2, 3}));
}

TEST(SortKey, MinusZeroTiesWithZero) {
  EXPECT_EQ(order_of({-0.0F, 0.0F, -0.0F}), (std::vector<Index>{0, 1, 2}));
  EXPECT_EQ(sort_key(-0.0F, 5), sort_key(0.0F, 5));
}

TEST(SortKey, EveryKindOfNumberHasItsPlaceAndNaNIsLast) {
  const float tiny = std::numeric_limits<float>::denorm_min();
  const float huge = std::numeric_limits<float>::max();
  EXPECT_EQ(order_of({kNaN, -kInfinity, -huge, -1.0F, -tiny, 0.0F, tiny, 1.0F, huge, kInfinity}),
            (std::vector<Index>{9, 8, 7, 6, 5, 4, 3, 2, 1, 0}));
}

TEST(SortKey, AllNaNsAreEqualWhateverTheirSignAndPayload) {
  const auto other_nan = std::bit_cast<float>(0x7F800001U);
  EXPECT_EQ(order_of({kNaN, -kNaN, -kInfinity, other_nan}), (std::vector<Index>{2, 0, 1, 3}));
}

TEST(SortKey, TheIndexComesBackEvenTheLargest) {
  EXPECT_EQ(sort_key_index(sort_key(0.25F, 0)), 0U);
  EXPECT_EQ(sort_key_index(sort_key(-kInfinity, 0xFFFFFFFFU)), 0xFFFFFFFFU);
  EXPECT_EQ(sort_key_index(sort_key(kNaN, 12345)), 12345U);
}

TEST(SortKey, AgreesWithComparingFloatsForRandomBitPatterns) {
  Random random(11);
  for (int i = 0; i < 100'000; ++i) {
    const auto a = std::bit_cast<float>(static_cast<std::uint32_t>(random.bits()));
    const auto b = std::bit_cast<float>(static_cast<std::uint32_t>(random.bits()));
    if (!std::isnan(a) && !std::isnan(b) && a != b) {
      ASSERT_EQ(sort_key(a, 1) < sort_key(b, 0), a > b) << a << " and " << b;
    }
  }
}

}  // namespace
}  // namespace mrcnn
