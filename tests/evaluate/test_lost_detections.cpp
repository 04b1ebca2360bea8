#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/program/evaluate/missing_object.hpp"

#include "tests/evaluate/living_sets.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

class LostDetections : public LostObject {
 protected:
  DetectionsTrace<Host>& trace_ = objects_.state().detections_trace;
};

TEST_F(LostDetections, ABoxThatTheHeadMovedAwayNamesItsProposal) {
  trace_.candidate_boxes(0) = {30, 10, 50, 30};  // beside the object
  const MissingObject missing = examined();
  EXPECT_EQ(missing.died_at, Death::box);
  EXPECT_EQ(living(missing), (Living{2, 2, 2, 1, 1, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(missing.detail->array, "4_box_head/candidates");
  EXPECT_EQ(missing.detail->row, 0U);
  EXPECT_EQ(missing.detail->iou, 0.0F);
  EXPECT_EQ(missing.detail->proposal, 0U);
  EXPECT_EQ(missing.detail->score, 0.8F);
}

TEST_F(LostDetections, OnlyBoxesOfTheObjectsClassCount) {
  const MissingObject missing = explain_missing(objects_.run(), {TwoObjects::kObject, 2});
  EXPECT_EQ(missing.died_at, Death::class_) << "square at the circle";
  EXPECT_EQ(missing.detail->row, 1U);
  EXPECT_EQ(missing.detail->other_label, 1);
  EXPECT_EQ(missing.detail->other_score, 0.8F);
}

TEST_F(LostDetections, ALowScoreDiesByTheThreshold) {
  trace_.suppressed_by(0) = -3;
  objects_.config().detections.score_threshold = 0.85F;
  const MissingObject missing = examined();
  EXPECT_EQ(missing.died_at, Death::score);
  EXPECT_EQ(living(missing), (Living{2, 2, 2, 1, 1, 1, 0, 0, 0, 0, 0}));
  EXPECT_EQ(missing.detail->score, 0.8F);
  EXPECT_EQ(missing.detail->threshold, 0.85F);
  EXPECT_FALSE(missing.detail->other_label);
}

TEST_F(LostDetections, AProposalTakenForAnotherClassNamesTheLikeliestThatPassed) {
  trace_.suppressed_by = list<std::int32_t>({-5, -1, -3, -1});  // -5: not the best class
  const MissingObject missing = examined();
  EXPECT_EQ(missing.died_at, Death::class_);
  EXPECT_EQ(missing.detail->other_label, 2);
  EXPECT_EQ(missing.detail->other_score, 0.1F);
}

// Two proposals hold the object: the one with the higher score decides between score and class.
TEST_F(LostDetections, TheLostPairWithTheHighestScoreDecides) {
  auto& s = objects_.state();
  s.proposals_trace.candidates(2) = TwoObjects::kObject;
  s.proposals_trace.candidate_anchors(2) = 1;
  trace_.candidate_boxes = list<Box>(std::vector<Box>(4, TwoObjects::kObject));
  trace_.suppressed_by = list<std::int32_t>({-3, -3, -3, -1});
  trace_.candidate_scores = list<float>({0.3F, 0.1F, 0.2F, 0.6F});
  EXPECT_EQ(examined().died_at, Death::score) << "proposal 0: no class passed";
  trace_.candidate_scores(2) = 0.4F;
  EXPECT_EQ(examined().died_at, Death::class_) << "proposal 1: class 2 passed";
  EXPECT_EQ(examined().detail->row, 2U);
}

TEST_F(LostDetections, SizeNmsAndLimitAreToldApart) {
  trace_.suppressed_by(0) = -2;
  EXPECT_EQ(examined().died_at, Death::detections_size);
  EXPECT_EQ(living(examined()), (Living{2, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0}));

  trace_.suppressed_by(0) = 2;
  trace_.candidate_boxes(2) = TwoObjects::kBeside;
  const MissingObject suppressed = examined();
  EXPECT_EQ(suppressed.died_at, Death::detections_nms);
  EXPECT_EQ(suppressed.detail->suppressor, 2U);
  EXPECT_FLOAT_EQ(*suppressed.detail->suppressor_iou, 360.0F / 440.0F);
  EXPECT_EQ(suppressed.detail->proposal, 0U);

  trace_.suppressed_by(0) = -4;
  trace_.candidate_scores = list<float>({0.5F, 0.1F, 0.05F, 0.6F});
  objects_.config().detections.detections_per_image = 1;
  const MissingObject cut = examined();
  EXPECT_EQ(cut.died_at, Death::detections_limit);
  EXPECT_EQ(living(cut), (Living{2, 2, 2, 1, 1, 1, 1, 1, 1, 0, 0}));
  EXPECT_EQ(cut.detail->rank, 1U);
  EXPECT_EQ(cut.detail->limit, 1U);
}

TEST_F(LostDetections, ADetectionThatStage5RejectedIsNotFound) {
  objects_.state().iou_filter.keep(0) = 0;
  const MissingObject missing = examined();
  EXPECT_EQ(missing.died_at, Death::iou_filter);
  EXPECT_EQ(living(missing), (Living{2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 0}));
  EXPECT_EQ(missing.detail->array, "4_box_head/boxes");
  EXPECT_EQ(missing.detail->row, 0U);
  objects_.remove("5_iou_filter/keep");
  EXPECT_EQ(examined().died_at, Death::found) << "without stage 5 nothing is rejected";
}

TEST_F(LostDetections, WhatTheTraceContradictsIsNamed) {
  trace_.proposals(0) = 1;
  EXPECT_EQ(message_of<InputError>([&] { (void)examined(); }),
            objects_.file("4_box_head/proposals") +
                ": does not list candidate 0, which is marked as kept");
  trace_.candidates = {{7, 1}, {7, 2}, {1, 1}, {1, 2}};
  EXPECT_EQ(message_of<InputError>([&] { (void)examined(); }),
            objects_.file("4_box_head/candidates") + ": has no row for proposal 0 and this class");
}

}  // namespace
}  // namespace mrcnn
