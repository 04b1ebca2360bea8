#include <cmath>
#include <limits>

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include "tests/support/boxes.hpp"
#include "tests/support/close.hpp"

namespace mrcnn {
namespace {

const float kInfinity = std::numeric_limits<float>::infinity();
const float kNaN = std::numeric_limits<float>::quiet_NaN();

TEST(ExpectClose, AcceptsDifferencesUpToTheBound) {
  expect_close(list<float>({1.0F, -2.0F}), list<float>({1.5F, -2.5F}), 0.5);
  expect_close(list<float>({1.0F, 2.0F}), list<float>({1.0F, 2.0F}), 0.0);
  expect_close(list<float>({}), list<float>({}), 0.0);
}

TEST(ExpectClose, RefusesAnythingBeyondTheBound) {
  EXPECT_NONFATAL_FAILURE(expect_close(list<float>({1.0F}), list<float>({1.75F}), 0.5),
                          "(0,): 1, expected 1.75, difference -0.75");
}

TEST(ExpectClose, NaNNeverPassesNotEvenBesideNaNOrUnderABoundOfNaN) {
  const auto one = list<float>({1.0F});
  const auto nan = list<float>({kNaN});
  EXPECT_NONFATAL_FAILURE(expect_close(nan, one, kInfinity), "nan, expected 1");
  EXPECT_NONFATAL_FAILURE(expect_close(one, nan, kInfinity), "1, expected nan");
  EXPECT_NONFATAL_FAILURE(expect_close(nan, nan, kInfinity), "nan, expected nan");
  EXPECT_NONFATAL_FAILURE(expect_close(one, list<float>({1.5F}), static_cast<double>(kNaN)),
                          "1, expected 1.5");
}

TEST(ExpectClose, InfinityIsCloseToItselfOnly) {
  const auto infinity = list<float>({kInfinity});
  expect_close(infinity, infinity, 0.0);
  EXPECT_NONFATAL_FAILURE(expect_close(infinity, list<float>({-kInfinity}), kInfinity), "inf");
  EXPECT_NONFATAL_FAILURE(expect_close(infinity, list<float>({1.0F}), kInfinity), "inf");
}

TEST(ExpectClose, ShapesMustAgreeEvenIfAllElementsDo) {
  const auto flat = filled_tensor<float>({1, 4}, 2.0F);
  const auto square = filled_tensor<float>({2, 2}, 2.0F);
  EXPECT_NONFATAL_FAILURE(expect_close(flat, square, 1.0), "shape (1, 4), expected (2, 2)");
}

TEST(ExpectClose, ABoundPerElementIsTakenFromItsElement) {
  const auto zeros = list<float>({0.0F, 0.0F});
  const auto other = list<float>({1.0F, 3.0F});
  expect_close(zeros, other, list<double>({1.0, 3.0}));
  EXPECT_NONFATAL_FAILURE(expect_close(zeros, other, list<double>({3.0, 1.0})), "(1,): 0");
}

TEST(ExpectClose, TheMessageCountsAllAndShowsTheFirstFive) {
  const auto actual = filled_tensor<float>({2, 4}, 0.0F);
  const auto expected = filled_tensor<float>({2, 4}, 1.0F);
  const std::string message =
      wrong_elements(actual, expected, [](float, float, std::size_t) { return false; });
  EXPECT_EQ(message,
            "8 elements are wrong"
            "\n  (0, 0): 0, expected 1, difference -1"
            "\n  (0, 1): 0, expected 1, difference -1"
            "\n  (0, 2): 0, expected 1, difference -1"
            "\n  (0, 3): 0, expected 1, difference -1"
            "\n  (1, 0): 0, expected 1, difference -1");
}

TEST(ExpectSame, ComparesBitsAndLetsAnyNaNEqualAnyNaN) {
  expect_same(list<float>({1.0F, kNaN, -0.0F}), list<float>({1.0F, -kNaN, -0.0F}));
  expect_same(list<int>({1, 2}), list<int>({1, 2}));
  EXPECT_NONFATAL_FAILURE(expect_same(list<float>({0.0F}), list<float>({-0.0F})), "expected -0");
  EXPECT_NONFATAL_FAILURE(expect_same(list<float>({kNaN}), list<float>({1.0F})), "expected 1");
  EXPECT_NONFATAL_FAILURE(
      expect_same(list<float>({1.0F}), list<float>({std::nextafter(1.0F, 2.0F)})),
      "1, expected 1.00000012");
  EXPECT_NONFATAL_FAILURE(expect_same(list<int>({1}), list<int>({2})), "1, expected 2");
}

}  // namespace
}  // namespace mrcnn
