#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/program/evaluate/missing_object.hpp"

#include "tests/evaluate/living_sets.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

class LostProposals : public LostObject {
 protected:
  ProposalsTrace<Host>& trace_ = objects_.state().proposals_trace;
};

TEST_F(LostProposals, AnObjectThatNoDecodedAnchorOverlapsDiesAtTheAnchors) {
  objects_.state().rpn.deltas(0, 0) = 2.0F;  // two widths to the right
  objects_.state().rpn.deltas(1, 1) = 0.5F;  // half a height down: (12, 20, 32, 40), IoU 180 / 620
  const MissingObject missing = examined();
  EXPECT_EQ(missing.died_at, Death::anchors);
  EXPECT_EQ(living(missing), (Living{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(missing.detail->array, "2_proposals/anchors");
  EXPECT_EQ(missing.detail->row, 1U);
  EXPECT_FLOAT_EQ(missing.detail->iou, 180.0F / 620.0F);
  EXPECT_EQ(missing.best_anchor.row, 1U);
}

TEST_F(LostProposals, AnchorsAreJudgedAfterClippingToTheImage) {
  objects_.state().rpn.anchors(0) = {-100, -100, 30, 30};
  const MissingObject missing = explain_missing(objects_.run(), {{0, 0, 30, 30}, 1});
  EXPECT_EQ(missing.best_anchor.row, 0U);
  EXPECT_EQ(missing.best_anchor.iou, 1.0F);
}

TEST_F(LostProposals, AnAnchorThatIsNoCandidateDiesAtTheRankOfItsLevel) {
  trace_.candidate_anchors = list<std::int32_t>({2, 2, 2});
  objects_.state().rpn.objectness = list<float>({1.0F, 2.0F, 3.0F});
  objects_.config().proposals.pre_nms_top_n = 1;
  const MissingObject missing = examined();
  EXPECT_EQ(missing.died_at, Death::top_k);
  EXPECT_EQ(living(missing), (Living{2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(missing.detail->array, "2_proposals/anchors");
  EXPECT_EQ(missing.detail->row, 0U);
  EXPECT_EQ(missing.detail->score, 1.0F);
  EXPECT_EQ(missing.detail->rank, 1U) << "behind anchor 1; anchor 2 is of another level";
  EXPECT_EQ(missing.detail->limit, 1U);

  objects_.config().proposals.conventions.pre_nms_scope = Scope::all_levels;
  EXPECT_EQ(examined().detail->rank, 2U);
}

TEST_F(LostProposals, CandidatesThatAreTooSmallOrWithoutScoreDieBySize) {
  trace_.suppressed_by = list<std::int32_t>({-2, -3, -1});
  const MissingObject missing = examined();
  EXPECT_EQ(missing.died_at, Death::proposals_size);
  EXPECT_EQ(living(missing), (Living{2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(missing.detail->array, "2_proposals/candidates");
  EXPECT_EQ(missing.detail->row, 0U);
  EXPECT_EQ(missing.detail->score, 0.9F);
}

TEST_F(LostProposals, ASuppressedCandidateNamesItsSuppressorAndTheirIou) {
  trace_.suppressed_by = list<std::int32_t>({2, 2, -1});
  trace_.candidates(2) = {10, 10, 30, 20};
  const MissingObject missing = examined();
  EXPECT_EQ(missing.died_at, Death::proposals_nms);
  EXPECT_EQ(living(missing), (Living{2, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(missing.detail->row, 0U);
  EXPECT_EQ(missing.detail->suppressor, 2U);
  EXPECT_EQ(missing.detail->suppressor_iou, 0.5F);
}

TEST_F(LostProposals, ASurvivorBeyondTheLimitHasARankAmongTheSurvivors) {
  trace_.suppressed_by = list<std::int32_t>({1, -4, -1});
  trace_.candidate_scores = list<float>({0.9F, 0.4F, 0.5F});
  objects_.config().proposals.post_nms_top_n = 1;
  const MissingObject missing = examined();
  EXPECT_EQ(missing.died_at, Death::proposals_limit);
  EXPECT_EQ(living(missing), (Living{2, 2, 2, 1, 0, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(missing.detail->row, 1U);
  EXPECT_EQ(missing.detail->rank, 1U) << "candidate 2 is better, candidate 0 was suppressed";
  EXPECT_EQ(missing.detail->limit, 1U);
}

TEST_F(LostProposals, AKeptCandidateThatIsNoProposalIsAContradiction) {
  trace_.kept = list<std::int32_t>({2, -1});
  EXPECT_EQ(
      message_of<InputError>([&] { (void)examined(); }),
      objects_.file("2_proposals/kept") + ": does not list candidate 0, which is marked as kept");
}

TEST_F(LostProposals, ACandidateOfAnAnchorThatIsNotThereIsAContradiction) {
  trace_.candidate_anchors(1) = 3;
  EXPECT_EQ(message_of<InputError>([&] { (void)examined(); }),
            objects_.file("2_proposals/candidate_anchors") + ": row 1 is 3, expected 0 to 2");
}

TEST_F(LostProposals, ASuppressorThatIsNotThereIsAContradiction) {
  trace_.suppressed_by = list<std::int32_t>({3, 3, -1});
  EXPECT_EQ(message_of<InputError>([&] { (void)examined(); }),
            objects_.file("2_proposals/suppressed_by") + ": row 0 is 3, expected 0 to 2");
}

TEST_F(LostProposals, ATraceWithoutAnchorsIsAnswered) {
  objects_.state().rpn.anchors = list<Box>({});
  EXPECT_EQ(message_of<InputError>([&] { (void)examined(); }),
            objects_.file("2_proposals/anchors") + ": holds no anchors");
}

}  // namespace
}  // namespace mrcnn
