#include <gtest/gtest.h>

#include "stages/program/compare/comparison.hpp"

namespace mrcnn {
namespace {

ArrayComparison array_with(Verdict verdict) {
  ArrayComparison array;
  array.array = name_of(verdict);
  array.verdict = verdict;
  return array;
}

Comparison comparison_of(const std::vector<Verdict>& verdicts) {
  Comparison comparison;
  for (const Verdict verdict : verdicts) {
    StepComparison& step = comparison.steps.emplace_back();
    step.arrays = {array_with(Verdict::kEqual), array_with(verdict)};
  }
  return comparison;
}

TEST(Comparison, OneBrokenArrayBreaksItsStepAndTheWhole) {
  const Comparison comparison = comparison_of({Verdict::kWithin, Verdict::kBroken});
  EXPECT_TRUE(comparison.steps[0].holds());
  EXPECT_FALSE(comparison.steps[1].holds());
  EXPECT_FALSE(comparison.holds());
  EXPECT_EQ(comparison.first_different()->array, "within");
  EXPECT_EQ(comparison.first_broken()->array, "BROKEN");
}

TEST(Comparison, EqualArraysHoldAndNothingComparedDoesNot) {
  const Comparison equal = comparison_of({Verdict::kEqual});
  EXPECT_TRUE(equal.holds());
  EXPECT_EQ(equal.first_different(), nullptr);
  EXPECT_EQ(equal.first_broken(), nullptr);
  EXPECT_FALSE(Comparison{}.holds());
}

TEST(Comparison, AStepThatWasNotComparedDoesNotHold) {
  Comparison comparison = comparison_of({Verdict::kEqual});
  comparison.steps_not_looked_at = 1;
  EXPECT_FALSE(comparison.holds());
}

TEST(Comparison, ArraysThatDifferEndToEndNeedDetectionsThatMatch) {
  Comparison comparison = comparison_of({Verdict::kDiffers});
  EXPECT_TRUE(comparison.needs_detections());
  EXPECT_FALSE(comparison.holds());
  comparison.detections = DetectionMatch{};
  EXPECT_TRUE(comparison.holds());
  comparison.detections->only_a = {0, 1};
  EXPECT_FALSE(comparison.holds());
}

TEST(Comparison, ExemptedRowsHoldOnlyIfAllAre) {
  EXPECT_TRUE((RowCounts{1, 2, 3, 6}.holds()));
  EXPECT_FALSE((RowCounts{1, 2, 3, 5}.holds()));
  EXPECT_FALSE((RowCounts{0, 0, 1, 1}.is_clean()));
}

}  // namespace
}  // namespace mrcnn
