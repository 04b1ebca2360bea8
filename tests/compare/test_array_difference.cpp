#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/program/compare/array_difference.hpp"

#include "tests/compare/tiny_trace.hpp"

namespace mrcnn {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr Bound kExactly{};
constexpr Bound kWithinTenth{Bound::Kind::kAbsolute, 0.1};
constexpr Bound kTenthOfLargest{Bound::Kind::kOfLargest, 0.1};

Array floats(const std::vector<float>& values) {
  return array_of({values.size()}, values);
}

std::size_t beyond(const std::vector<float>& a, const std::vector<float>& b, const Bound& bound) {
  return difference_of(floats(a), floats(b), bound).beyond;
}

TEST(ArrayDifference, EqualArraysHaveNoDifference) {
  const ArrayDifference d = difference_of(floats({1, -2, 3}), floats({1, -2, 3}), kExactly);
  EXPECT_EQ(d.differing, 0U);
  EXPECT_EQ(d.beyond, 0U);
  EXPECT_EQ(d.max_abs, 0.0);
  EXPECT_EQ(d.relative_l2, 0.0);
  EXPECT_FALSE(d.worst);
  EXPECT_EQ(d.ulps[0], 3U);
}

TEST(ArrayDifference, OneUlpBreaksAnExactBound) {
  EXPECT_EQ(beyond({1.0F}, {std::nextafter(1.0F, 2.0F)}, kExactly), 1U);
}

TEST(ArrayDifference, NegativeZeroEqualsZero) {
  EXPECT_EQ(difference_of(floats({-0.0F}), floats({0.0F}), kExactly).differing, 0U);
  EXPECT_TRUE(are_equal(floats({-0.0F}), floats({0.0F})));
}

TEST(ArrayDifference, NanEqualsNanOnlyUnderAnExactBound) {
  EXPECT_EQ(beyond({kNan, 1}, {kNan, 1}, kExactly), 0U);
  EXPECT_EQ(beyond({kNan, 1}, {kNan, 1}, kWithinTenth), 1U);
  EXPECT_EQ(beyond({kNan, 1}, {kNan, 1}, kTenthOfLargest), 1U);
  EXPECT_TRUE(are_equal(floats({kNan}), floats({kNan})));
}

TEST(ArrayDifference, NanAgainstANumberBreaksEveryBound) {
  for (const Bound& bound : {kExactly, kWithinTenth, kTenthOfLargest}) {
    EXPECT_EQ(beyond({kNan, 5}, {1, 5}, bound), 1U) << text_of(bound);
    EXPECT_EQ(beyond({1, 5}, {kNan, 5}, bound), 1U) << text_of(bound);
  }
  EXPECT_FALSE(are_equal(floats({kNan}), floats({1})));
}

TEST(ArrayDifference, InfinityIsFarFromANumberAndFromMinusInfinity) {
  for (const Bound& bound : {kExactly, kWithinTenth, kTenthOfLargest}) {
    EXPECT_EQ(beyond({kInf, 5}, {1, 5}, bound), 1U) << text_of(bound);
    EXPECT_EQ(beyond({kInf, 5}, {-kInf, 5}, bound), 1U) << text_of(bound);
  }
  EXPECT_EQ(beyond({kInf}, {kInf}, kExactly), 0U);
  EXPECT_EQ(beyond({kInf}, {kInf}, kWithinTenth), 1U);
}

TEST(ArrayDifference, ABrokenElementThatIsNotFiniteIsTheWorst) {
  const ArrayDifference d = difference_of(floats({0, 1, 2}), floats({100, kNan, 2}), kWithinTenth);
  EXPECT_EQ(d.beyond, 2U);
  EXPECT_EQ(d.not_finite, 1U);
  ASSERT_TRUE(d.worst);
  EXPECT_EQ(d.worst->element, 1U);
  EXPECT_EQ(d.max_abs, kInf);
  EXPECT_EQ(d.relative_l2, kInf);
}

TEST(ArrayDifference, TheBoundItselfIsAllowedAndTwiceTheBoundIsNot) {
  const Bound quarter{Bound::Kind::kAbsolute, 0.25};
  EXPECT_EQ(beyond({1.0F}, {1.25F}, quarter), 0U);
  EXPECT_EQ(beyond({1.0F}, {1.5F}, quarter), 1U);
}

TEST(ArrayDifference, TheLargestValueOfEitherSideScalesARelativeBound) {
  // largest 10, so 1 is allowed; the NaN does not become the largest
  const ArrayDifference d =
      difference_of(floats({0, 10, 3}), floats({0.9F, 8.5F, 3}), kTenthOfLargest);
  EXPECT_DOUBLE_EQ(d.allowed, 1.0);
  EXPECT_EQ(d.beyond, 1U);
  EXPECT_EQ(d.worst->element, 1U);
  EXPECT_EQ(difference_of(floats({kNan, 2}), floats({0, 2}), kTenthOfLargest).largest, 2.0);
}

TEST(ArrayDifference, NumbersAreThoseOfTheDefinition) {
  const ArrayDifference d = difference_of(floats({3, 4}), floats({3, 5}), kExactly);
  EXPECT_EQ(d.max_abs, 1.0);
  EXPECT_EQ(d.max_rel, 0.2);      // 1 / 5
  EXPECT_EQ(d.relative_l2, 0.2);  // 1 / |(3, 4)|
  EXPECT_EQ(d.worst->a, 4.0);
  EXPECT_EQ(d.worst->b, 5.0);
}

TEST(ArrayDifference, UlpsAreCountedAcrossZeroAndInClasses) {
  const auto up = [](float value, int steps) {
    for (int i = 0; i < steps; ++i) {
      value = std::nextafter(value, kInf);
    }
    return value;
  };
  const float tiny = std::numeric_limits<float>::denorm_min();
  const std::vector<float> a = {1, 1, 1, 1, 1, 1, -tiny, 0, kNan};
  const std::vector<float> b = {1,         up(1, 1), up(1, 3), up(1, 4), up(1, 15),
                                up(1, 16), tiny,     tiny,     1};
  const ArrayDifference d = difference_of(floats(a), floats(b), kExactly);
  const std::array<std::size_t, 5> expected = {1, 2, 2, 2, 2};
  EXPECT_EQ(d.ulps, expected);
}

TEST(ArrayDifference, OnlyTheFirstFivePairsAreListed) {
  const ArrayDifference d =
      difference_of(floats({1, 2, 3, 4, 5, 6, 7}), floats({1, 0, 0, 0, 0, 0, 0}), kExactly);
  ASSERT_EQ(d.first.size(), 5U);
  EXPECT_EQ(d.first.front().element, 1U);
  EXPECT_EQ(d.first.back().element, 5U);
  EXPECT_EQ(d.differing, 6U);
}

TEST(ArrayDifference, ExemptedElementsAreCountedAndEnterNoOtherNumber) {
  const IsExempt first_only = [](std::size_t element) { return element == 0; };
  const ArrayDifference d =
      difference_of(floats({1, 2, 3}), floats({9, 2, 4}), kExactly, first_only);
  EXPECT_EQ(d.exempted, 1U);
  EXPECT_EQ(d.beyond, 1U);
  EXPECT_EQ(d.differing, 2U);
  EXPECT_EQ(d.max_abs, 1.0);
  EXPECT_EQ(d.worst->element, 2U);
}

TEST(ArrayDifference, OneFlippedIndexIsFound) {
  const Array a = array_of<std::int32_t>({4}, {7, 8, 9, 2147483647});
  const Array b = array_of<std::int32_t>({4}, {7, 8, 9, -2147483647});
  const ArrayDifference d = difference_of(a, b, kExactly);
  EXPECT_EQ(d.beyond, 1U);
  EXPECT_EQ(d.max_abs, 4294967294.0);
  EXPECT_FALSE(are_equal(a, b));
}

TEST(ArrayDifference, AnotherTypeOrShapeIsNotMeasured) {
  const Array a = array_of<float>({2, 3}, {1, 2, 3, 4, 5, 6});
  const Array transposed = array_of<float>({3, 2}, {1, 2, 3, 4, 5, 6});
  EXPECT_THROW(difference_of(a, transposed, kExactly), ShapeError);
  EXPECT_FALSE(are_equal(a, transposed));
  EXPECT_FALSE(are_equal(array_of<float>({1}, {0}), array_of<std::int32_t>({1}, {0})));
}

TEST(ArrayDifference, EmptyArraysAreEqual) {
  const Array none = array_of<float>({0, 4}, {});
  EXPECT_EQ(difference_of(none, none, kWithinTenth).beyond, 0U);
  EXPECT_TRUE(are_equal(none, none));
}

}  // namespace
}  // namespace mrcnn
