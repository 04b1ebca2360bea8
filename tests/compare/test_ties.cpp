#include <gtest/gtest.h>

#include "stages/program/compare/comparer.hpp"

#include "tests/compare/tiny_trace.hpp"

namespace mrcnn {
namespace {

/// One step of a real run; it reads nothing, so it is judged.
Comparison compare(const TinyTrace& a, const TinyTrace& b, const std::vector<std::string>& writes) {
  CompareOptions options;
  options.steps = {{.name = "step", .folder = "", .reads = {}, .writes = writes}};
  return compare_traces(a.folder(), b.folder(), options);
}

const ArrayComparison& first(const Comparison& comparison) {
  return comparison.steps[0].arrays[0];
}

/// 100 x 100 pixels around sizes where the level changes: 224 is the border of P3 and P4.
Box square(float side) {
  return {0, 0, side, side};
}

void put_regions(TinyTrace& trace, float side, std::int32_t level, float value) {
  trace.put_boxes("2_proposals/boxes", {square(50), square(side)});
  trace.put<std::int32_t>("3_roi_align/levels", {2, level});
  trace.put<float>("3_roi_align/regions", {2, 1, 1, 1}, {1, value});
}

Comparison compare_regions(float side, std::int32_t level_a, std::int32_t level_b) {
  TinyTrace a;
  TinyTrace b;
  put_regions(a, side, level_a, 1);
  put_regions(b, side, level_b, 9);
  return compare(a, b, {"3_roi_align/levels", "3_roi_align/regions"});
}

TEST(RoiLevelTies, ABoxAtTheBorderOfTwoLevelsMayReadEither) {
  const Comparison result = compare_regions(223.9999F, 3, 4);
  EXPECT_TRUE(result.holds());
  EXPECT_EQ(first(result).verdict, Verdict::kWithin);
  EXPECT_EQ(first(result).difference->exempted, 1U);
  EXPECT_EQ(result.steps[0].arrays[1].difference->exempted, 1U);
}

TEST(RoiLevelTies, ABoxAwayFromTheBorderMayNot) {
  EXPECT_FALSE(compare_regions(223.9F, 3, 4).holds());
  EXPECT_FALSE(compare_regions(224.1F, 3, 4).holds());
}

TEST(RoiLevelTies, TheLevelsMustBeTheTwoOfThatBorder) {
  EXPECT_FALSE(compare_regions(223.9999F, 2, 3).holds());
  EXPECT_FALSE(compare_regions(223.9999F, 3, 5).holds());
  EXPECT_TRUE(compare_regions(112.0F, 2, 3).holds());
}

TEST(RoiLevelTies, RegionsOfEqualLevelsAreNotExempted) {
  const Comparison result = compare_regions(223.9999F, 3, 3);
  EXPECT_EQ(first(result).verdict, Verdict::kEqual);
  EXPECT_EQ(result.first_broken()->array, "3_roi_align/regions");
}

TEST(RoiLevelTies, OurOwnTracesHaveNoTies) {
  TinyTrace a;
  TinyTrace b;
  put_regions(a.sign(), 223.9999F, 3, 1);
  put_regions(b.sign(), 223.9999F, 4, 1);
  EXPECT_FALSE(compare(a, b, {"3_roi_align/levels"}).holds());
}

Comparison compare_levels(const std::string& rule, float side, std::int32_t level_a,
                          std::int32_t level_b) {
  TinyTrace a;
  TinyTrace b;
  put_regions(a.sign(with_settings({{"roi_align", {{"level_rule", rule}}}})), side, level_a, 1);
  put_regions(b, side, level_b, 1);
  return compare(a, b, {"3_roi_align/levels"});
}

TEST(RoiLevelTies, TheBorderIsThatOfTheLevelRule) {
  for (const std::string rule : {"floor", "floor_inside"}) {
    EXPECT_TRUE(compare_levels(rule, 111.99991F, 2, 3).holds()) << rule;
    EXPECT_FALSE(compare_levels(rule, 158.39192F, 3, 4).holds()) << rule;
  }
  EXPECT_TRUE(compare_levels("nearest", 158.39192F, 3, 4).holds());
  EXPECT_FALSE(compare_levels("nearest", 111.99991F, 2, 3).holds());
}

/// Two detections; the second has the given IoU with the only object and is kept or not.
void put_filter(TinyTrace& trace, float second_iou, bool keeps_second) {
  trace.put<float>("5_iou_filter/iou", {2, 1}, {0.9F, second_iou});
  trace.put<float>("5_iou_filter/best_iou", {0.9F, second_iou});
  trace.put<std::uint8_t>("5_iou_filter/keep", {1, static_cast<std::uint8_t>(keeps_second)});
  const std::vector<Box> boxes = {{0, 0, 9, 9}, {5, 5, 7, 7}};
  const std::vector<float> scores = {0.9F, 0.8F};
  const std::ptrdiff_t kept = keeps_second ? 2 : 1;
  trace.put_boxes("5_iou_filter/boxes", {boxes.begin(), boxes.begin() + kept});
  trace.put<float>("5_iou_filter/scores",
                   std::vector<float>(scores.begin(), scores.begin() + kept));
}

Comparison compare_filters(float second_iou) {
  TinyTrace a;
  TinyTrace b;
  put_filter(a, second_iou, true);
  put_filter(b, second_iou, false);
  return compare(a, b, {"5_iou_filter/keep", "5_iou_filter/boxes", "5_iou_filter/scores"});
}

TEST(IouFilterTies, AnIouAtTheThresholdMayBeKeptOrNot) {
  const Comparison result = compare_filters(0.5000005F);
  EXPECT_TRUE(result.holds());
  const ArrayComparison& boxes = result.steps[0].arrays[1];
  EXPECT_EQ(boxes.rows.missing, 1U);
  EXPECT_EQ(boxes.rows.exempted, 1U);
  EXPECT_EQ(boxes.verdict, Verdict::kWithin);
}

TEST(IouFilterTies, AnIouAwayFromTheThresholdMayNot) {
  const Comparison result = compare_filters(0.50001F);
  EXPECT_FALSE(result.holds());
  EXPECT_EQ(first(result).verdict, Verdict::kBroken);
  EXPECT_EQ(result.steps[0].arrays[1].verdict, Verdict::kBroken);
  EXPECT_EQ(result.steps[0].arrays[1].worst, "kept detection 1 of A is missing in B");
}

Comparison compare_truths(const std::vector<float>& iou, std::int32_t truth_a, std::int32_t truth_b,
                          std::uint8_t matches_b) {
  TinyTrace a;
  TinyTrace b;
  for (TinyTrace* trace : {&a, &b}) {
    trace->put<float>("5_iou_filter/iou", {1, 2}, iou);
    trace->put<std::int32_t>("5_iou_filter/best_truth", {trace == &a ? truth_a : truth_b});
    trace->put<std::uint8_t>("5_iou_filter/class_matches",
                             {trace == &a ? std::uint8_t{1} : matches_b});
  }
  return compare(a, b, {"5_iou_filter/best_truth", "5_iou_filter/class_matches"});
}

TEST(IouFilterTies, EquallyNearObjectsMayBeConfusedAndOthersNot) {
  EXPECT_TRUE(compare_truths({0.7F, 0.7000005F}, 0, 1, 0).holds());
  EXPECT_FALSE(compare_truths({0.7F, 0.70001F}, 0, 1, 0).holds());
  EXPECT_TRUE(compare_truths({0.0F, 0.0000005F}, -1, 1, 0).holds());
  EXPECT_FALSE(compare_truths({0.1F, 0.0F}, 0, -1, 0).holds());
}

TEST(IouFilterTies, TheSameObjectHasOneClass) {
  EXPECT_FALSE(compare_truths({0.7F, 0.7F}, 0, 0, 0).holds());
}

/// Two masks of 1 x 3 pixels; the second is one probability everywhere, and only B leaves out its
/// middle pixel. Boxes so large that all pixels lie inside.
Comparison compare_masks(float probability, bool with_probabilities = true) {
  TinyTrace a;
  TinyTrace b;
  a.put<std::uint8_t>("6_masks/masks", {2, 1, 3}, {0, 1, 1, 1, 1, 1});
  b.put<std::uint8_t>("6_masks/masks", {2, 1, 3}, {0, 1, 1, 1, 0, 1});
  std::vector<float> small(2 * 4 * 4, 0.9F);
  std::fill(small.begin() + 16, small.end(), probability);
  for (TinyTrace* trace : {&a, &b}) {
    trace->put_boxes("6_masks/boxes", {square(3), {-10, -10, 20, 20}});
    if (with_probabilities) {
      trace->put("6_masks/masks28", {2, 4, 4}, small);
    }
  }
  return compare(a, b, {"6_masks/masks"});
}

TEST(MaskPixelTies, APixelNearTheThresholdMayBeEither) {
  EXPECT_TRUE(compare_masks(0.50005F).holds());
  EXPECT_EQ(first(compare_masks(0.50005F)).difference->exempted, 1U);
  EXPECT_TRUE(compare_masks(0.49995F).holds());
}

TEST(MaskPixelTies, APixelAwayFromTheThresholdOrOfUnknownProbabilityMayNot) {
  EXPECT_FALSE(compare_masks(0.5002F).holds());
  EXPECT_FALSE(compare_masks(0.4998F).holds());
  EXPECT_FALSE(compare_masks(0.50005F, false).holds());
}

}  // namespace
}  // namespace mrcnn
