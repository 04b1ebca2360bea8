#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "common/types/box.hpp"

#include "stages/program/demo/demo_both_sides.hpp"

namespace mrcnn {
namespace {

std::string printed(const std::vector<float>& host, const std::vector<float>& device) {
  testing::internal::CaptureStdout();
  print_both_sides(1.5, 0.25, host, device);
  return testing::internal::GetCapturedStdout();
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(DemoBothSides, PrintsBothTimes) {
  const std::string text = printed({}, {});
  EXPECT_TRUE(has(text, "host                            1.50 ms\n")) << text;
  EXPECT_TRUE(has(text, "    0.25 ms\n")) << text;
}

TEST(DemoBothSides, OneSlowCallOfSevenDoesNotShow) {
  EXPECT_EQ(median({0.3, 0.2, 60.0, 0.1, 0.2, 0.3, 0.2}), 0.2);
}

TEST(DemoBothSides, OpenMPIsCalledAStandIn) {
  EXPECT_EQ(has(printed({}, {}), "OpenMP stands in for a GPU here"), device_backend() == "OMP");
}

TEST(DemoBothSides, EqualNumbersAreAllEqual) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_TRUE(has(printed({1, 2, nan}, {1, 2, nan}), "3 numbers, all equal\n"));
}

TEST(DemoBothSides, ADifferenceIsCountedAndMeasured) {
  EXPECT_TRUE(has(printed({1, 2, 3}, {1, 2.5, 2}), "3 numbers, 2 differ by at most 1\n"));
}

TEST(DemoBothSides, ANaNOnOneSideIsNoSmallDifference) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_TRUE(has(printed({1, 2}, {nan, 3}), "2 differ by at most nan\n"));
}

TEST(DemoBothSides, ListsOfDifferentLengthAreNotEqual) {
  EXPECT_TRUE(has(printed({1}, {1, 2}), "1 numbers against 2\n"));
}

TEST(DemoBothSides, ABoxIsFourNumbers) {
  const HostTensor<Box, 1> boxes{{1, 2, 3, 4}, {5, 6, 7, 8}};
  const auto numbers = numbers_of(boxes);
  EXPECT_EQ(std::vector<float>(numbers.begin(), numbers.end()),
            (std::vector<float>{1, 2, 3, 4, 5, 6, 7, 8}));
}

}  // namespace
}  // namespace mrcnn
