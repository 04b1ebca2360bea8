#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/program/compare/comparer.hpp"

#include "tests/compare/tiny_trace.hpp"

namespace mrcnn {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInf = std::numeric_limits<float>::infinity();

/// Three steps with the names of the real ones.
CompareOptions options() {
  CompareOptions options;
  options.steps = {
      {.name = "features",
       .folder = "1_features",
       .reads = {"0_image/input"},
       .writes = {"1_features/p2", "1_features/p3"}},
      {.name = "rpn_head",
       .folder = "2_proposals",
       .reads = {"1_features/p2"},
       .writes = {"2_proposals/anchors", "2_proposals/anchor_levels"}},
      {.name = "detections",
       .folder = "4_box_head",
       .reads = {"2_proposals/anchors"},
       .reads_if_there = {"5_iou_filter/truth_boxes"},
       .writes = {"4_box_head/boxes", "4_box_head/scores", "4_box_head/labels"}},
  };
  return options;
}

void fill(TinyTrace& trace) {
  trace.put<float>("0_image/input", {3, 1, 1}, {1, 2, 3});
  trace.put<float>("1_features/p2", {1, 2, 2}, {1, 2, -10, 0});
  trace.put_boxes("2_proposals/anchors", {{-8, -8, 8, 8}, {0, 0, 16, 16}});
  trace.put<std::int32_t>("2_proposals/anchor_levels", {2, 3});
  trace.put_boxes("4_box_head/boxes", {{0, 0, 10, 10}, {20, 20, 40, 40}});
  trace.put<float>("4_box_head/scores", {0.9F, 0.8F});
  trace.put<std::int32_t>("4_box_head/labels", {1, 2});
}

/// Two equal traces to spoil.
struct Traces : testing::Test {
  Traces() {
    fill(a);
    fill(b);
  }

  void sign_both(const Manifest& manifest_b = {}) {
    a.sign();
    b.sign(manifest_b);
  }

  void set_p2(const std::vector<float>& values) {
    b.put<float>("1_features/p2", {1, 2, 2}, values);
  }

  Comparison compare(bool keep_going = false) {
    CompareOptions all = options();
    all.keep_going = keep_going;
    return compare_traces(a.folder(), b.folder(), all);
  }

  TinyTrace a;
  TinyTrace b;
};

using Comparer = Traces;

const ArrayComparison& find(const Comparison& comparison, const std::string& name) {
  for (const StepComparison& step : comparison.steps) {
    for (const ArrayComparison& array : step.arrays) {
      if (array.array == name) {
        return array;
      }
    }
  }
  throw std::out_of_range(name + " was not compared");
}

TEST_F(Comparer, EqualTracesHoldAndAllStepsAreTeacherForced) {
  sign_both();
  const Comparison result = compare();
  EXPECT_TRUE(result.holds());
  ASSERT_EQ(result.steps.size(), 3U);
  for (const StepComparison& step : result.steps) {
    EXPECT_TRUE(step.is_teacher_forced()) << step.step << " " << step.why_end_to_end;
  }
  EXPECT_EQ(result.first_different(), nullptr);
}

TEST_F(Comparer, TwoRunsOfOneBackendMustAgreeOnEveryBit) {
  sign_both();
  set_p2({std::nextafter(1.0F, 2.0F), 2, -10, 0});
  const Comparison result = compare();
  EXPECT_FALSE(result.holds());
  ASSERT_NE(result.first_broken(), nullptr);
  EXPECT_EQ(result.first_broken()->array, "1_features/p2");
  EXPECT_EQ(text_of(result.first_broken()->bound), "exact");
}

TEST_F(Comparer, AnotherBackendMayDifferBy1e5OfTheLargestAndNotByTwiceThat) {
  sign_both(saying(&Manifest::backend, "device"));
  set_p2({1.00009F, 2, -10, 0});
  EXPECT_EQ(find(compare(), "1_features/p2").verdict, Verdict::kWithin);
  set_p2({1.0002F, 2, -10, 0});
  EXPECT_EQ(find(compare(), "1_features/p2").verdict, Verdict::kBroken);
}

TEST_F(Comparer, AnotherConvMayDifferBy2e5OfTheLargest) {
  sign_both(saying(&Manifest::conv, "reference"));
  set_p2({1.00019F, 2, -10, 0});
  EXPECT_EQ(find(compare(), "1_features/p2").verdict, Verdict::kWithin);
  set_p2({1.0004F, 2, -10, 0});
  EXPECT_EQ(find(compare(), "1_features/p2").verdict, Verdict::kBroken);
}

TEST_F(Comparer, GeometryStaysExactBetweenBackends) {
  sign_both(saying(&Manifest::backend, "device"));
  b.put_boxes("2_proposals/anchors", {{-8, -8, 8, std::nextafter(8.0F, 9.0F)}, {0, 0, 16, 16}});
  EXPECT_EQ(find(compare(), "2_proposals/anchors").verdict, Verdict::kBroken);
}

TEST_F(Comparer, AnotherProgramIsRecognizedByItsManifestOrByHavingNone) {
  b.put_boxes("2_proposals/anchors", {{-8, -8, 8, 8.0005F}, {0, 0, 16, 16}});
  a.sign();
  EXPECT_TRUE(compare().relation.other_program);
  b.sign(saying(&Manifest::program, "torchvision 0.14"));
  EXPECT_TRUE(compare().relation.other_program);
  EXPECT_EQ(find(compare(), "2_proposals/anchors").verdict, Verdict::kWithin);
  b.sign(saying(&Manifest::program, "mrcnn 0.2.0"));
  EXPECT_FALSE(compare().relation.other_program);
  EXPECT_EQ(find(compare(), "2_proposals/anchors").verdict, Verdict::kBroken);
}

TEST_F(Comparer, WhatIsNotFiniteNeverHoldsUnderABound) {
  for (const float bad : {kNan, kInf, -kInf}) {
    set_p2({bad, 2, -10, 0});
    EXPECT_EQ(find(compare(), "1_features/p2").verdict, Verdict::kBroken) << bad;
  }
  a.put<float>("1_features/p2", {1, 2, 2}, {kNan, 2, -10, 0});
  set_p2({kNan, 2, -10, 0});
  EXPECT_EQ(find(compare(), "1_features/p2").verdict, Verdict::kBroken);
}

TEST_F(Comparer, NanAtTheSamePlaceIsEqualWhereBitsAreCompared) {
  sign_both();
  a.put<float>("1_features/p2", {1, 2, 2}, {kNan, 2, -10, 0});
  set_p2({kNan, 2, -10, -0.0F});
  EXPECT_EQ(find(compare(), "1_features/p2").verdict, Verdict::kEqual);
  EXPECT_TRUE(compare().holds());
}

TEST_F(Comparer, AnotherShapeOrTypeBreaksWithoutNumbers) {
  b.put<float>("1_features/p2", {1, 1, 4}, {1, 2, -10, 0});
  EXPECT_EQ(find(compare(), "1_features/p2").verdict, Verdict::kBroken);
  EXPECT_EQ(find(compare(), "1_features/p2").mismatch, "shape (1, 2, 2) against (1, 1, 4)");
  EXPECT_FALSE(find(compare(), "1_features/p2").difference);
  b.put<std::int32_t>("1_features/p2", {1, 2, 2}, {1, 2, -10, 0});
  EXPECT_EQ(find(compare(), "1_features/p2").verdict, Verdict::kBroken);
  EXPECT_EQ(find(compare(), "1_features/p2").mismatch, "type f32 against i32");
}

TEST_F(Comparer, OneFlippedIndexBreaks) {
  b.put<std::int32_t>("2_proposals/anchor_levels", {2, 4});
  const Comparison result = compare();
  EXPECT_FALSE(result.holds());
  EXPECT_EQ(result.first_broken()->array, "2_proposals/anchor_levels");
  EXPECT_EQ(result.first_broken()->worst, "anchor 1: 3 against 4");
}

TEST_F(Comparer, AStepThatReadsSomethingElseIsMeasuredEndToEndAndNotJudged) {
  set_p2({1.0001F, 2, -10, 0});  // within 2e-5 of 10
  b.put_boxes("2_proposals/anchors", {{-9, -9, 9, 9}, {0, 0, 16, 16}});
  const Comparison result = compare();
  EXPECT_TRUE(result.steps[0].is_teacher_forced());
  EXPECT_FALSE(result.steps[1].is_teacher_forced());
  EXPECT_EQ(result.steps[1].why_end_to_end, "1_features/p2 differs");
  EXPECT_EQ(result.steps[1].arrays[0].verdict, Verdict::kDiffers);
  EXPECT_EQ(result.steps[1].arrays[1].verdict, Verdict::kEqual);
  EXPECT_EQ(result.first_broken(), nullptr);
  EXPECT_EQ(result.first_different()->array, "1_features/p2");
  ASSERT_TRUE(result.detections);
  EXPECT_EQ(result.detections->partners(), 2U);
  EXPECT_TRUE(result.holds());
}

TEST_F(Comparer, EndToEndStepsDoNotHoldIfTheDetectionsDoNotMatch) {
  set_p2({1.0001F, 2, -10, 0});
  b.put_boxes("2_proposals/anchors", {{-9, -9, 9, 9}, {0, 0, 16, 16}});
  b.put_boxes("4_box_head/boxes", {{50, 0, 60, 10}, {20, 20, 40, 60}});
  const Comparison result = compare();
  EXPECT_EQ(result.first_broken(), nullptr);
  ASSERT_TRUE(result.detections);
  EXPECT_EQ(result.detections_from, "4_box_head");
  EXPECT_FALSE(result.holds());
}

TEST_F(Comparer, EndToEndStepsWithoutDetectionsCannotBeJudgedAndDoNotHold) {
  set_p2({1.0001F, 2, -10, 0});
  b.put_boxes("2_proposals/anchors", {{-9, -9, 9, 9}, {0, 0, 16, 16}});
  for (const TinyTrace* trace : {&a, &b}) {
    std::filesystem::remove(trace->folder().path_of("4_box_head/scores"));
  }
  const Comparison result = compare();
  EXPECT_FALSE(result.detections);
  EXPECT_FALSE(result.holds());
}

TEST_F(Comparer, AMissingInputMakesAStepEndToEnd) {
  std::filesystem::remove(b.folder().path_of("0_image/input"));
  EXPECT_EQ(compare().steps[0].why_end_to_end, "0_image/input is missing in B");
  std::filesystem::remove(a.folder().path_of("0_image/input"));
  EXPECT_EQ(compare().steps[0].why_end_to_end, "0_image/input is missing in both");
}

TEST_F(Comparer, AnOptionalInputMustBeTheSameInBoth) {
  EXPECT_TRUE(compare().steps[2].is_teacher_forced());
  a.put_boxes("5_iou_filter/truth_boxes", {{0, 0, 1, 1}});
  EXPECT_EQ(compare().steps[2].why_end_to_end, "5_iou_filter/truth_boxes is missing in B");
  b.put_boxes("5_iou_filter/truth_boxes", {{0, 0, 1, 2}});
  EXPECT_EQ(compare().steps[2].why_end_to_end, "5_iou_filter/truth_boxes differs");
}

TEST_F(Comparer, OfSomeInputsOnlyTheShapeMatters) {
  CompareOptions all = options();
  all.steps[1].reads_shape_of = {"0_image/input"};
  b.put<float>("0_image/input", {3, 1, 1}, {7, 7, 7});
  EXPECT_TRUE(compare_traces(a.folder(), b.folder(), all).steps[1].is_teacher_forced());
  b.put<float>("0_image/input", {3, 1, 2}, {7, 7, 7, 7, 7, 7});
  EXPECT_EQ(compare_traces(a.folder(), b.folder(), all).steps[1].why_end_to_end,
            "0_image/input has another shape");
}

TEST_F(Comparer, ArraysInOneTraceOnlyAreListedAndNotAFailure) {
  a.put<float>("1_features/p3", {1, 1, 1}, {1});
  b.put<float>("4_box_head/class_logits", {1, 2}, {1, 2});
  const Comparison result = compare();
  EXPECT_TRUE(result.holds());
  EXPECT_EQ(result.only_in_a, std::vector<std::string>{"1_features/p3"});
  EXPECT_EQ(result.only_in_b, std::vector<std::string>{"4_box_head/class_logits"});
}

TEST_F(Comparer, ArraysThatNoStepMakesAreShownAndNotJudged) {
  a.put<std::int32_t>("5_iou_filter/truth_labels", {1});
  b.put<std::int32_t>("5_iou_filter/truth_labels", {2});
  const Comparison result = compare();
  EXPECT_TRUE(result.holds());
  ASSERT_EQ(result.given.size(), 2U);  // with 0_image/input
  EXPECT_EQ(result.given[1].array, "5_iou_filter/truth_labels");
  EXPECT_FALSE(result.given[1].equal);
}

TEST_F(Comparer, StopsAfterTheFirstStepThatDoesNotHoldAndCountsTheRest) {
  sign_both();
  set_p2({5, 2, -10, 0});
  const Comparison stopped = compare();
  EXPECT_EQ(stopped.steps.size(), 1U);
  EXPECT_EQ(stopped.steps_not_looked_at, 2U);
  const Comparison complete = compare(true);
  EXPECT_EQ(complete.steps.size(), 3U);
  EXPECT_EQ(complete.steps_not_looked_at, 0U);
  EXPECT_FALSE(complete.holds());
}

TEST_F(Comparer, TracesWithoutACommonArrayDoNotHold) {
  const TinyTrace nothing;
  const Comparison result = compare_traces(a.folder(), nothing.folder(), options());
  EXPECT_TRUE(result.steps.empty());
  EXPECT_FALSE(result.holds());
}

TEST_F(Comparer, CountsThatContradictEachOtherAreBadInput) {
  b.put<float>("4_box_head/scores", {0.9F});
  EXPECT_EQ(message_of<InputError>([&] { compare(); }),
            b.folder().path_of("4_box_head/scores").string() +
                ": counts contradict, expected 2 in axis 0 to go with 4_box_head/boxes, got (1,)");
}

TEST_F(Comparer, TheWorstElementIsNamedByItsPlaceInTheNetwork) {
  set_p2({1.001F, 2, -9, 0});
  EXPECT_EQ(compare().first_broken()->worst, "P2, cell (1,0), channel 0: -10 against -9");
}

TEST_F(Comparer, AnArrayThatWasEditedIsHeldToTheBoundsOfAnotherProgram) {
  Manifest manifest;
  manifest.arrays["2_proposals/anchors"] = describe(b.folder().read("2_proposals/anchors"), "", "");
  sign_both(manifest);
  b.put_boxes("2_proposals/anchors", {{-8, -8, 8, 8.0005F}, {0, 0, 16, 16}});
  Comparison result = compare();
  EXPECT_TRUE(result.holds());
  EXPECT_FALSE(result.relation.other_program);
  EXPECT_EQ(find(result, "2_proposals/anchors").verdict, Verdict::kWithin);
  EXPECT_EQ(text_of(find(result, "2_proposals/anchors").bound), "0.001");
  EXPECT_EQ(result.notes, std::vector<std::string>{"2_proposals/anchors was edited in B"});

  b.put_boxes("2_proposals/anchors", {{-8, -8, 8, 8.002F}, {0, 0, 16, 16}});
  EXPECT_EQ(find(compare(), "2_proposals/anchors").verdict, Verdict::kBroken);
}

TEST_F(Comparer, AnEditedArrayDoesNotLoosenTheBoundsOfOthers) {
  Manifest manifest;
  manifest.edited = {"2_proposals/anchor_levels"};
  sign_both(manifest);
  b.put_boxes("2_proposals/anchors", {{-8, -8, 8, 8.0005F}, {0, 0, 16, 16}});
  EXPECT_EQ(find(compare(), "2_proposals/anchors").verdict, Verdict::kBroken);
  manifest.edited = {"2_proposals/anchors"};
  b.sign(manifest);
  EXPECT_EQ(find(compare(), "2_proposals/anchors").verdict, Verdict::kWithin);
}

TEST_F(Comparer, SettingsThatDifferAreNoted) {
  a.sign(with_settings({{"proposals", {{"nms_iou", 0.7}, {"min_size", 1}}}}));
  b.sign(with_settings({{"proposals", {{"nms_iou", 0.6}, {"min_size", 1}}}}));
  EXPECT_EQ(compare().notes,
            std::vector<std::string>{"setting proposals.nms_iou: 0.7 against 0.6"});
}

}  // namespace
}  // namespace mrcnn
