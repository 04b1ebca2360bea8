#include <vector>

#include <gtest/gtest.h>

#include "common/tensor/free_ranges.hpp"

#include "tests/support/random.hpp"

namespace mrcnn {
namespace {

/// 100 bytes to point at; nothing is written to them.
class FreeRangesOf100Bytes : public ::testing::Test {
 protected:
  void add(int begin, std::size_t bytes) { free_.add({memory_.data() + begin, bytes}); }

  /// Where the range taken begins, -1 if there is none.
  std::ptrdiff_t take(std::size_t bytes) {
    const auto taken = free_.take(bytes);
    return taken.has_value() ? taken->begin - memory_.data() : -1;
  }

  std::vector<std::byte> memory_ = std::vector<std::byte>(100);
  FreeRanges free_;
};

TEST_F(FreeRangesOf100Bytes, ARangeJoinsTheOneBelowAndTheOneAbove) {
  add(0, 10);
  add(20, 10);
  EXPECT_EQ(free_.count(), 2U);
  add(10, 10);
  EXPECT_EQ(free_.count(), 1U);
  EXPECT_EQ(free_.bytes(), 30U);
  EXPECT_EQ(take(30), 0);
  EXPECT_EQ(free_.count(), 0U);
}

TEST_F(FreeRangesOf100Bytes, RangesThatDoNotTouchStayApart) {
  add(0, 10);
  add(11, 10);
  EXPECT_EQ(free_.count(), 2U);
  EXPECT_EQ(take(20), -1);
}

TEST_F(FreeRangesOf100Bytes, TheSmallestThatHoldsItIsCutAtItsEnd) {
  add(0, 30);
  add(40, 12);
  add(60, 8);
  EXPECT_EQ(take(10), 42);
  EXPECT_EQ(free_.bytes(), 40U);
  EXPECT_EQ(take(10), 20);
}

TEST_F(FreeRangesOf100Bytes, TakeSmallestGivesTheSmallest) {
  add(0, 30);
  add(60, 8);
  add(40, 12);
  EXPECT_EQ(free_.take_smallest().bytes, 8U);
  EXPECT_EQ(free_.take_smallest().bytes, 12U);
  EXPECT_EQ(free_.bytes(), 30U);
}

TEST_F(FreeRangesOf100Bytes, BytesAtFindsWhereRangesBegin) {
  add(20, 10);
  EXPECT_EQ(free_.bytes_at(memory_.data() + 20), 10U);
  EXPECT_EQ(free_.bytes_at(memory_.data() + 21), 0U);
}

TEST_F(FreeRangesOf100Bytes, AfterAnyOrderOfGivingBackOneRangeIsLeft) {
  Random random(3);
  for (int round = 0; round < 200; ++round) {
    add(0, 100);
    std::vector<MemoryRange> taken;
    while (const auto range = free_.take(static_cast<std::size_t>(random.integer(1, 9)))) {
      taken.push_back(*range);
    }
    while (!taken.empty()) {
      const int picked = random.integer(0, static_cast<int>(taken.size()) - 1);
      free_.add(taken[static_cast<std::size_t>(picked)]);
      taken.erase(taken.begin() + picked);
    }
    ASSERT_EQ(free_.count(), 1U);
    ASSERT_EQ(take(100), 0);
  }
}

}  // namespace
}  // namespace mrcnn
