#include <set>

#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/pipeline/array_table.hpp"

#include "tests/support/generated_page.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

std::string listed(const std::vector<std::string>& names, const std::string& separator = ", ") {
  std::string list;
  for (const std::string& name : names) {
    list += (list.empty() ? "" : separator) + name;
  }
  return list;
}

TEST(Steps, AreTheTableOfStepsOfTheTracePage) {
  std::string page = "| step | reads | writes |\n|---|---|---|\n";
  for (const StepInfo& step : pipeline_steps()) {
    page += "| " + step.name + " | " + listed(step.reads);
    page += step.reads_shape_of.empty() ? "" : "; the shape of " + listed(step.reads_shape_of);
    page += step.reads_if_there.empty() ? "" : "; if there: " + listed(step.reads_if_there);
    page += " | " + listed(step.writes) + " |\n";
  }
  expect_on_page("trace.md", "steps", page);
}

TEST(Steps, ReadOnlyInputsAndWhatEarlierStepsWrite) {
  std::set<std::string> there;
  for (const ArrayRow& row : array_table()) {
    if (!row.made_by) {
      there.insert(row.name);
    }
  }
  for (const StepInfo& step : pipeline_steps()) {
    for (const auto* names : {&step.reads, &step.reads_if_there, &step.reads_shape_of}) {
      for (const std::string& name : *names) {
        EXPECT_EQ(there.count(name), 1U) << step.name << " reads " << name;
      }
    }
    there.insert(step.writes.begin(), step.writes.end());
  }
}

TEST(Steps, WhatTheStepsOfARunReadAndDoNotMakeComesFromOutside) {
  using Names = std::set<std::string>;
  EXPECT_EQ(arrays_read(Step::features, Step::rpn_head), Names{"0_image/input"});
  EXPECT_EQ(arrays_read(Step::roi_align, Step::box_head),
            (Names{"1_features/p2", "1_features/p3", "1_features/p4", "1_features/p5",
                   "2_proposals/boxes"}));
  EXPECT_EQ(arrays_read(Step::iou_filter, Step::iou_filter),
            (Names{"4_box_head/boxes", "4_box_head/labels", "4_box_head/scores",
                   "5_iou_filter/truth_boxes", "5_iou_filter/truth_labels"}));
  EXPECT_TRUE(arrays_read(Step::rpn_head, Step::rpn_head).contains("0_image/input"))
      << "its shape is read";
  EXPECT_EQ(arrays_read(Step::paste, Step::iou_filter), Names{}) << "no step";
}

TEST(Steps, AFolderMeansItsFirstAndItsLastStep) {
  EXPECT_EQ(first_step_named("2_proposals"), Step::rpn_head);
  EXPECT_EQ(last_step_named("2_proposals"), Step::proposals);
  EXPECT_EQ(first_step_named("proposals"), Step::proposals);
  EXPECT_EQ(last_step_named("6_masks"), Step::paste);
}

TEST(Steps, AnUnknownNameIsAnsweredWithTheKnownOnes) {
  EXPECT_EQ(message_of<UsageError>([] { first_step_named("2"); }),
            "no step is called '2', expected one of: features rpn_head proposals roi_align "
            "box_head detections iou_filter mask_head paste, or a stage's folder such as "
            "2_proposals");
}

}  // namespace
}  // namespace mrcnn
