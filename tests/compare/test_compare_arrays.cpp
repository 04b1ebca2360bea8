#include <gtest/gtest.h>

#include "stages/program/compare/compare_arrays.hpp"

#include "tests/compare/tiny_trace.hpp"

namespace mrcnn {
namespace {

constexpr Bound kTenth{Bound::Kind::kAbsolute, 0.1};

std::string name_element(const std::string& array, const std::vector<std::size_t>& index,
                         Side side) {
  return array + (side == Side::kA ? " of A" : " of B") + shape_text(index);
}

ArrayComparison compare(const Array& a, const Array& b, const Exemptions& exemptions = {}) {
  return compare_arrays("x", a, b, kTenth, name_element, exemptions);
}

Array table(const std::vector<float>& values) {
  return array_of({values.size() / 2, 2}, values);
}

TEST(CompareArrays, TheVerdictFollowsFromTheBound) {
  EXPECT_EQ(compare(table({1, 2}), table({1, 2})).verdict, Verdict::kEqual);
  EXPECT_EQ(compare(table({1, 2}), table({1, 2.05F})).verdict, Verdict::kWithin);
  const ArrayComparison broken = compare(table({1, 2, 3, 4}), table({1, 2, 3.5F, 4}));
  EXPECT_EQ(broken.verdict, Verdict::kBroken);
  EXPECT_EQ(broken.worst, "x of A(1, 0): 3 against 3.5");
}

TEST(CompareArrays, AnExemptedElementIsWithin) {
  const Exemptions first{[](std::size_t element) { return element == 0; }, {}};
  EXPECT_EQ(compare(table({1, 2}), table({9, 2}), first).verdict, Verdict::kWithin);
  EXPECT_EQ(compare(table({1, 2}), table({1, 9}), first).verdict, Verdict::kBroken);
}

TEST(CompareArrays, AnotherShapeBreaksUnlessRowsAreMatched) {
  const ArrayComparison broken = compare(table({1, 2, 3, 4}), table({3, 4}));
  EXPECT_EQ(broken.mismatch, "shape (2, 2) against (1, 2)");
  EXPECT_FALSE(broken.difference);
  Exemptions by_key{{},
                    match_rows(std::vector<std::int64_t>{5, 6}, std::vector<std::int64_t>{6}, {})};
  const ArrayComparison missing = compare(table({1, 2, 3, 4}), table({3, 4}), by_key);
  EXPECT_EQ(missing.rows.missing, 1U);
  EXPECT_EQ(missing.worst, "x of A(0,) of A is missing in B");
  by_key.rows->a.exempt([](std::size_t) { return true; });
  EXPECT_EQ(compare(table({1, 2, 3, 4}), table({3, 4}), by_key).verdict, Verdict::kWithin);
}

TEST(CompareArrays, ElementsOfMatchedRowsAreNumberedAsInA) {
  const Exemptions by_key{
      {}, match_rows(std::vector<std::int64_t>{5, 6}, std::vector<std::int64_t>{6, 7}, {})};
  const ArrayComparison result = compare(table({1, 2, 3, 4}), table({3, 8, 0, 0}), by_key);
  EXPECT_EQ(result.difference->worst->element, 3U);
  EXPECT_EQ(result.rows.extra, 1U);
}

}  // namespace
}  // namespace mrcnn
