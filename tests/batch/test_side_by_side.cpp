#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <omp.h>

#include "stages/program/batch/side_by_side.hpp"

namespace mrcnn {
namespace {

TEST(SideBySide, ResultsComeInTheOrderOfTheItemsForAnyNumberOfWorkers) {
  for (const int workers : {1, 2, 5}) {
    std::vector<std::size_t> order;
    side_by_side(20, workers, [&](std::size_t item) {
      if (item % 3 == 0) {
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
      }
      return [&order, item] { order.push_back(item); };
    });
    ASSERT_EQ(order.size(), 20U);
    for (std::size_t i = 0; i < order.size(); ++i) {
      EXPECT_EQ(order[i], i) << workers;
    }
  }
}

TEST(SideBySide, NoMoreItemsAreUnderWayThanThereAreWorkers) {
  std::atomic<int> under_way = 0;
  std::atomic<int> most = 0;
  side_by_side(30, 3, [&](std::size_t /*item*/) {
    const int now = ++under_way;
    int seen = most;
    while (seen < now && !most.compare_exchange_weak(seen, now)) {
    }
    return [&] { --under_way; };
  });
  EXPECT_LE(most, 3);
}

TEST(SideBySide, TheFirstFailureInTheOrderOfTheItemsEndsTheWork) {
  for (const int workers : {1, 4}) {
    std::vector<std::size_t> passed;
    const auto make = [&](std::size_t item) -> std::function<void()> {
      if (item == 2) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        throw std::runtime_error("two");
      }
      if (item == 3) {
        throw std::runtime_error("three");
      }
      return [&passed, item] { passed.push_back(item); };
    };
    try {
      side_by_side(100, workers, make);
      FAIL() << workers;
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "two") << workers;
    }
    EXPECT_EQ(passed, (std::vector<std::size_t>{0, 1})) << workers;
  }
}

TEST(SideBySide, WorkersShareTheThreads) {
  const int before = omp_get_max_threads();
  omp_set_num_threads(6);
  std::atomic<int> threads = 0;
  side_by_side(1, 2, [&](std::size_t /*item*/) {
    threads = omp_get_max_threads();
    return [] {};
  });
  EXPECT_EQ(threads, 3);
  EXPECT_EQ(omp_get_max_threads(), 6);
  omp_set_num_threads(before);
}

}  // namespace
}  // namespace mrcnn
