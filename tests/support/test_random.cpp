#include <array>

#include <gtest/gtest.h>

#include "tests/support/boxes.hpp"
#include "tests/support/random.hpp"

namespace mrcnn {
namespace {

TEST(Random, TheSameSeedGivesTheSameNumbersAndAnotherSeedOthers) {
  Random first(7);
  Random second(7);
  Random other(8);
  for (int i = 0; i < 100; ++i) {
    const std::uint64_t bits = first.bits();
    EXPECT_EQ(bits, second.bits());
    EXPECT_NE(bits, other.bits());
  }
}

TEST(Random, IntegersReachBothEndsAndNothingBeyond) {
  Random random(1);
  std::array<int, 4> seen{};
  for (int i = 0; i < 4000; ++i) {
    const int value = random.integer(-1, 2);
    ASSERT_GE(value, -1);
    ASSERT_LE(value, 2);
    ++seen.at(static_cast<std::size_t>(value + 1));
  }
  for (const int count : seen) {  // 1000 expected, standard deviation 27
    EXPECT_GT(count, 850);
    EXPECT_LT(count, 1150);
  }
}

TEST(Random, TensorElementsFillTheIntervalEvenly) {
  const auto tensor = random_tensor({100, 100}, 3);
  double sum = 0.0;
  for (const float value : tensor) {
    ASSERT_GE(value, -1.0F);
    ASSERT_LT(value, 1.0F);
    sum += static_cast<double>(value);
  }
  EXPECT_LT(std::abs(sum / 1e4), 0.03);  // standard deviation of the mean: 0.0058
}

TEST(Random, BoxesHaveWholeCornersInsideTheSquareAndSidesOfAtLeastOne) {
  for (const Box& box : random_boxes(1000, 5, 4)) {
    EXPECT_TRUE(0 <= box.x1 && box.x1 + 1 <= box.x2 && box.x2 <= 5)
        << ::testing::PrintToString(box);
    EXPECT_TRUE(0 <= box.y1 && box.y1 + 1 <= box.y2 && box.y2 <= 5)
        << ::testing::PrintToString(box);
  }
}

}  // namespace
}  // namespace mrcnn
