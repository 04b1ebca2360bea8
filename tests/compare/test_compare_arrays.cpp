#include <gtest/gtest.h>

#include "stages/program/compare/compare_arrays.hpp"

#include "tests/compare/tiny_trace.hpp"

namespace mrcnn {
namespace {

constexpr Bound kTenth{Bound::Kind::kAbsolute, 0.1};

/// The labels differ, so that a description shows which trace it was taken from.
ArrayComparison compare(const Array& a, const Array& b, const Exemptions& exemptions = {}) {
  TinyTrace trace_a;
  TinyTrace trace_b;
  trace_a.put<std::int32_t>("4_box_head/labels", {1, 2});
  trace_b.put<std::int32_t>("4_box_head/labels", {8, 9});
  const TracePair traces(trace_a.folder(), trace_b.folder());
  return compare_arrays("4_box_head/boxes", a, b, kTenth, traces, exemptions);
}

Array table(const std::vector<float>& values) {
  return array_of({values.size() / 2, 2}, values);
}

TEST(CompareArrays, TheVerdictFollowsFromTheBound) {
  EXPECT_EQ(compare(table({1, 2}), table({1, 2})).verdict, Verdict::kEqual);
  EXPECT_EQ(compare(table({1, 2}), table({1, 2.05F})).verdict, Verdict::kWithin);
  const ArrayComparison broken = compare(table({1, 2, 3, 4}), table({1, 2, 3.5F, 4}));
  EXPECT_EQ(broken.verdict, Verdict::kBroken);
  EXPECT_EQ(broken.worst, "detection 1 (class 2), x1: 3 against 3.5");
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
  EXPECT_EQ(missing.worst, "detection 0 (class 1) of A is missing in B");
  by_key.rows->a.exempt([](std::size_t) { return true; });
  EXPECT_EQ(compare(table({1, 2, 3, 4}), table({3, 4}), by_key).verdict, Verdict::kWithin);
}

TEST(CompareArrays, ElementsOfMatchedRowsAreNumberedAsInA) {
  const Exemptions by_key{
      {}, match_rows(std::vector<std::int64_t>{5, 6}, std::vector<std::int64_t>{6, 7}, {})};
  const ArrayComparison result = compare(table({1, 2, 3, 4}), table({3, 8, 0, 0}), by_key);
  EXPECT_EQ(result.difference->worst->element, 3U);
  EXPECT_EQ(result.rows.extra, 1U);
  EXPECT_EQ(
      compare(table({3, 4}), table({1, 2, 3, 4}),
              {{}, match_rows(std::vector<std::int64_t>{6}, std::vector<std::int64_t>{5, 6}, {})})
          .worst,
      "detection 0 (class 8) of B is missing in A");
}

}  // namespace
}  // namespace mrcnn
