#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/program/evaluate/detection_story.hpp"

#include "tests/evaluate/two_objects.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

using Rows = std::vector<std::size_t>;

class DetectionStoryOf : public testing::Test {
 protected:
  [[nodiscard]] DetectionStory story(std::size_t row) const {
    return explain_detection(objects_.run(), row);
  }

  TwoObjects objects_;
  PipelineState<Host>& state_ = objects_.state();
};

TEST_F(DetectionStoryOf, ADetectionHasItsProposalItsAnchorAndWhatItSuppressed) {
  state_.rpn.deltas(0, 2) = 0.25F;
  state_.detections_trace.suppressed_by = list<std::int32_t>({-1, -3, 0, -1});
  const DetectionStory first = story(0);
  EXPECT_EQ(first.label, 1);
  EXPECT_EQ(first.score, 0.8F);
  EXPECT_EQ(first.box, TwoObjects::kObject);
  EXPECT_EQ(first.proposal->row, 0U);
  EXPECT_EQ(first.proposal->anchor, 0U);
  EXPECT_EQ(first.proposal->anchor_box, TwoObjects::kObject);
  EXPECT_EQ(first.proposal->objectness_logit, 2.0F);
  EXPECT_EQ(first.proposal->deltas.dw, 0.25F);
  EXPECT_EQ(first.proposal->suppressed, Rows{1});
  EXPECT_FALSE(first.proposal->place) << "the trace has neither maps nor the network's input";
  EXPECT_FALSE(first.proposal->size);
  EXPECT_EQ(first.box_before, TwoObjects::kObject);
  EXPECT_EQ(first.roi_level, 2);
  EXPECT_EQ(first.suppressed, Rows{2});

  const DetectionStory second = story(1);
  EXPECT_EQ(second.proposal->row, 1U);
  EXPECT_EQ(second.proposal->anchor, 2U);
  EXPECT_EQ(second.proposal->suppressed, Rows{});
  EXPECT_EQ(second.roi_level, 3);
  EXPECT_EQ(second.suppressed, Rows{});
}

TEST_F(DetectionStoryOf, TheRankCountsBetterCandidatesOfTheSameLevel) {
  state_.proposals_trace.candidate_scores = list<float>({0.6F, 0.7F, 0.9F});
  EXPECT_EQ(story(0).proposal->rank, 1U) << "candidate 2 is of another level";
  EXPECT_EQ(story(1).proposal->rank, 0U);
  state_.proposals_trace.candidate_scores = list<float>({0.7F, 0.7F, 0.9F});
  EXPECT_EQ(story(0).proposal->rank, 0U) << "of equals the first";
}

TEST_F(DetectionStoryOf, TheFiveLikeliestClassesComeInOrder) {
  state_.detections_trace.class_probabilities = {{0.1F, 0.2F, 0.05F, 0.2F, 0.3F, 0.15F},
                                                 {0.5F, 0.1F, 0.1F, 0.1F, 0.1F, 0.1F}};
  std::vector<std::int32_t> labels;
  for (const ClassProbability& entry : story(0).top_classes) {
    labels.push_back(entry.label);
  }
  EXPECT_EQ(labels, (std::vector<std::int32_t>{4, 1, 3, 5, 0}));
  EXPECT_EQ(story(0).top_classes[0].probability, 0.3F);
}

TEST_F(DetectionStoryOf, TheDeltasAreThoseOfItsClass) {
  state_.head.box_deltas(1, 8) = 0.5F;    // class 2: dx
  state_.head.box_deltas(1, 11) = -1.0F;  // dh
  const DetectionStory second = story(1);
  EXPECT_EQ(second.deltas->dx, 0.5F);
  EXPECT_EQ(second.deltas->dh, -1.0F);
  EXPECT_EQ(story(0).deltas->dx, 0.0F);
}

// Stage 5 rejects the first detection, so the only mask is the second one's: 3 pixels, of which the
// true mask of 4 covers 2.
TEST_F(DetectionStoryOf, TheMaskOfADetectionIsCountedAmongTheKeptOnes) {
  state_.iou_filter.keep = list<std::uint8_t>({0, 1});
  state_.result.masks = filled_tensor<std::uint8_t>({1, 64, 64}, 0);
  for (std::size_t x = 40; x < 43; ++x) {
    state_.result.masks(0, 50, x) = 1;
  }
  for (std::size_t x = 41; x < 45; ++x) {
    state_.truth_masks(1, 50, x) = 1;
  }
  EXPECT_FALSE(story(0).mask_row);
  EXPECT_FALSE(story(0).mask_area);
  EXPECT_EQ(story(1).mask_row, 0U);
  EXPECT_EQ(story(1).mask_area, 3);
  EXPECT_EQ(story(1).mask_iou, 2.0 / 5.0);
  EXPECT_EQ(story(1).truth->row, 1U);
  EXPECT_EQ(story(1).truth->label, 2);
  state_.iou_filter.best_truth(1) = -1;
  EXPECT_FALSE(story(1).truth);
  EXPECT_FALSE(story(1).mask_iou);
  EXPECT_EQ(story(1).mask_area, 3);
}

TEST_F(DetectionStoryOf, TwoEmptyMasksOverlapNothing) {
  EXPECT_EQ(story(0).mask_area, 0);
  EXPECT_EQ(story(0).mask_iou, 0.0);
}

TEST_F(DetectionStoryOf, ARowOfZerosComesFromNoAnchor) {
  state_.proposals_trace.kept(1) = -1;
  EXPECT_FALSE(story(1).proposal);
  EXPECT_EQ(story(1).box_before, TwoObjects::kOther);
}

TEST_F(DetectionStoryOf, WhatTheTraceLacksIsAbsent) {
  for (const std::string& array : arrays_of_detection_story()) {
    if (array != "4_box_head/boxes" && array != "4_box_head/scores" &&
        array != "4_box_head/labels") {
      objects_.remove(array);
    }
  }
  const DetectionStory bare = story(0);
  EXPECT_EQ(bare.score, 0.8F);
  EXPECT_FALSE(bare.proposal || bare.roi_level || bare.box_before || bare.deltas || bare.truth ||
               bare.mask_row || bare.mask_area || bare.mask_iou);
  EXPECT_TRUE(bare.top_classes.empty());
  EXPECT_TRUE(bare.suppressed.empty());
}

TEST_F(DetectionStoryOf, ARowThatIsNoDetectionIsRefused) {
  EXPECT_EQ(message_of<UsageError>([&] { (void)story(2); }),
            "why: row 2, expected a row of 4_box_head/boxes, which has 2");
  objects_.remove("4_box_head/scores");
  EXPECT_EQ(message_of<InputError>([&] { (void)story(0); }),
            objects_.file("4_box_head/scores") +
                ": is missing, expected a whole trace: mrcnn run IMAGE --dump DIR");
}

TEST_F(DetectionStoryOf, RowsThatAreNotThereAreNamed) {
  const auto refusal = [&] { return message_of<InputError>([&] { (void)story(0); }); };
  state_.iou_filter.best_truth(0) = 2;
  EXPECT_EQ(refusal(), objects_.file("5_iou_filter/best_truth") + ": row 0 is 2, expected 0 to 1");
  state_.detections.labels(0) = 3;
  EXPECT_EQ(refusal(), objects_.file("4_box_head/labels") + ": row 0 is 3, expected 0 to 2");
  state_.proposals_trace.candidate_anchors(0) = -1;
  EXPECT_EQ(refusal(),
            objects_.file("2_proposals/candidate_anchors") + ": row 0 is -1, expected 0 to 2");
  state_.proposals_trace.kept(0) = 3;
  EXPECT_EQ(refusal(), objects_.file("2_proposals/kept") + ": row 0 is 3, expected 0 to 2");
  state_.detections_trace.proposals(0) = 2;
  EXPECT_EQ(refusal(), objects_.file("4_box_head/proposals") + ": row 0 is 2, expected 0 to 1");
}

}  // namespace
}  // namespace mrcnn
