#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/geometry/exact_math.hpp"
#include "common/geometry/nms.hpp"

#include "stages/2_proposals/proposals.hpp"

#include "tests/support/boxes.hpp"
#include "tests/support/close.hpp"
#include "tests/support/message.hpp"
#include "tests/support/random.hpp"

namespace mrcnn {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
const BoxFrame kCanvas(ImageSize{100, 200});

using Rows = std::vector<std::int32_t>;

/// An answer whose deltas are 0, so that candidates are the clipped anchors.
RpnOutput<Host> answer(const std::vector<Box>& anchors, const std::vector<float>& logits,
                       Rows levels = {}) {
  levels.resize(anchors.size(), 2);
  return {list(anchors), list(levels), list(logits),
          filled_tensor<float>({anchors.size(), 4}, 0.0F)};
}

/// Squares of side 8 that do not touch each other.
std::vector<Box> separate_boxes(std::size_t count) {
  std::vector<Box> boxes;
  for (std::size_t i = 0; i < count; ++i) {
    const auto x = static_cast<float>(i % 20 * 10);
    const auto y = static_cast<float>(i / 20 * 10);
    boxes.push_back({x, y, x + 8, y + 8});
  }
  return boxes;
}

TEST(Proposals, TheBestComeFirstWithSigmoidScores) {
  const auto boxes = separate_boxes(3);
  ProposalsTrace<Host> trace;
  const auto result = proposals(answer(boxes, {-1, 2, 0}), kCanvas, {}, &trace);
  EXPECT_EQ(values(result.boxes), (std::vector<Box>{boxes[1], boxes[2], boxes[0]}));
  EXPECT_EQ(values(result.scores), (std::vector<float>{exact_sigmoid(2), 0.5F, exact_sigmoid(-1)}));
  EXPECT_EQ(values(trace.candidate_anchors), (Rows{1, 2, 0}));
  EXPECT_EQ(values(trace.kept), (Rows{0, 1, 2}));
}

// The anchor is 20 x 10 about (50, 40): half a width to the right, twice as high.
TEST(Proposals, DeltasMoveAnchorsAndBoxesAreCutAtTheResizedImage) {
  RpnOutput<Host> rpn = answer({{40, 35, 60, 45}, {-50, -50, 500, 500}}, {1, 0});
  const float ln2 = 0.6931472F;
  rpn.deltas(0, 0) = 0.5F;
  rpn.deltas(0, 3) = ln2;
  const auto result = proposals(rpn, kCanvas);
  ASSERT_EQ(result.boxes.size(), 2U);
  EXPECT_EQ(result.boxes(0).x1, 50.0F);
  EXPECT_EQ(result.boxes(0).x2, 70.0F);
  EXPECT_NEAR(result.boxes(0).y1, 30.0F, 1e-5F);
  EXPECT_NEAR(result.boxes(0).y2, 50.0F, 1e-5F);
  EXPECT_EQ(result.boxes(1), (Box{0, 0, 200, 100}));
}

TEST(Proposals, TheBestLogitsOfEveryLevelBecomeCandidatesLevelByLevel) {
  const RpnOutput<Host> rpn =
      answer(separate_boxes(7), {1, 9, 8, 2, 5, 4, 3}, {3, 2, 2, 3, 2, 2, 3});
  ProposalsTrace<Host> trace;
  proposals(rpn, kCanvas, {.pre_nms_top_n = 2}, &trace);
  EXPECT_EQ(values(trace.candidate_anchors), (Rows{1, 2, 6, 3}));
  EXPECT_EQ(values(trace.candidate_levels), (Rows{2, 2, 3, 3}));
  EXPECT_EQ(values(trace.kept), (Rows{0, 1, 2, 3}));
}

TEST(Proposals, LevelsAreAnyNumbersInAnyOrderTakenAscending) {
  const RpnOutput<Host> rpn = answer(separate_boxes(5), {1, 2, 3, 4, 5}, {70, -3, 70, 1000, -3});
  ProposalsTrace<Host> trace;
  proposals(rpn, kCanvas, {}, &trace);
  EXPECT_EQ(values(trace.candidate_levels), (Rows{-3, -3, 70, 70, 1000}));
  EXPECT_EQ(values(trace.candidate_anchors), (Rows{4, 1, 2, 0, 3}));
}

TEST(Proposals, EqualLogitsTakeTheLowerAnchorFirst) {
  ProposalsTrace<Host> trace;
  proposals(answer(separate_boxes(4), {1, 1, 1, 1}), kCanvas, {.pre_nms_top_n = 2}, &trace);
  EXPECT_EQ(values(trace.candidate_anchors), (Rows{0, 1}));
}

// Logits of 30 and 40 have the same probability, 1, in float32: the candidate's row decides, and
// candidates are in the order of logits.
TEST(Proposals, LogitsTooLargeForDifferentProbabilitiesKeepTheirOrder) {
  ProposalsTrace<Host> trace;
  const auto result = proposals(answer(separate_boxes(3), {30, 40, 35}), kCanvas, {}, &trace);
  EXPECT_EQ(values(result.scores), (std::vector<float>{1, 1, 1}));
  EXPECT_EQ(values(trace.candidate_anchors), (Rows{1, 2, 0}));
  EXPECT_EQ(values(trace.kept), (Rows{0, 1, 2}));
}

TEST(Proposals, OverlapCountsInsideALevelOnly) {
  const std::vector<Box> same(3, Box{0, 0, 10, 10});
  ProposalsTrace<Host> trace;
  proposals(answer(same, {3, 2, 1}, {2, 2, 4}), kCanvas, {}, &trace);
  EXPECT_EQ(values(trace.suppressed_by), (Rows{kKept, 0, kKept}));
}

//  row 0: best                      kept
//  row 1: overlaps row 0 entirely   suppressed by 0
//  row 2: apart                     kept, but the limit is 1: cut
//  row 3: overlaps row 2            suppressed by 2, although 2 is cut
//  row 4: hardly any extent         too small
//  row 5: no logit, no extent       below the score, which is asked first
TEST(Proposals, EveryCandidateRecordsTheFirstReasonForItsRejection) {
  const std::vector<Box> boxes = {{0, 0, 10, 10},   {0, 0, 10, 10},     {50, 50, 60, 60},
                                  {50, 50, 60, 60}, {5, 5, 5.0005F, 8}, {5, 5, 5, 5}};
  ProposalsTrace<Host> trace;
  const auto result =
      proposals(answer(boxes, {9, 8, 7, 6, 5, kNaN}), kCanvas, {.post_nms_top_n = 1}, &trace);
  EXPECT_EQ(values(trace.suppressed_by), (Rows{kKept, 0, kCutByLimit, 2, kTooSmall, kBelowScore}));
  EXPECT_EQ(values(trace.kept), (Rows{0}));
  EXPECT_EQ(values(result.boxes), (std::vector<Box>{boxes[0]}));
}

TEST(Proposals, TheLimitCountsTheBestOfAllLevelsTogether) {
  ProposalsTrace<Host> trace;
  const auto result = proposals(answer(separate_boxes(4), {1, 4, 3, 2}, {2, 3, 2, 3}), kCanvas,
                                {.post_nms_top_n = 2}, &trace);
  EXPECT_EQ(values(trace.candidate_anchors), (Rows{2, 0, 1, 3}));
  EXPECT_EQ(values(trace.kept), (Rows{2, 0}));
  EXPECT_EQ(values(trace.suppressed_by), (Rows{kKept, kCutByLimit, kKept, kCutByLimit}));
  EXPECT_EQ(values(result.scores), (std::vector<float>{exact_sigmoid(4), exact_sigmoid(3)}));
}

TEST(Proposals, ASideOfExactlyTheMinimumIsEnough) {
  ProposalsTrace<Host> trace;
  proposals(answer({{0, 0, 0.5F, 9}, {20, 0, 20.25F, 9}}, {1, 0}), kCanvas, {.min_size = 0.5F},
            &trace);
  EXPECT_EQ(values(trace.suppressed_by), (Rows{kKept, kTooSmall}));
}

TEST(Proposals, AnchorsOutsideTheImageShrinkToNothingAndGo) {
  ProposalsTrace<Host> trace;
  const auto result =
      proposals(answer({{300, 10, 320, 30}, {10, -30, 20, -5}}, {2, 1}), kCanvas, {}, &trace);
  EXPECT_EQ(values(trace.candidates), (std::vector<Box>{{200, 10, 200, 30}, {10, 0, 20, 0}}));
  EXPECT_EQ(values(trace.suppressed_by), (Rows{kTooSmall, kTooSmall}));
  EXPECT_EQ(result.boxes.size(), 0U);
}

TEST(Proposals, NaNDeltasMakeACandidateTooSmallAndInfiniteOnesFillTheImage) {
  RpnOutput<Host> rpn = answer(separate_boxes(2), {2, 1});
  rpn.deltas(0, 1) = kNaN;
  rpn.deltas(1, 2) = std::numeric_limits<float>::infinity();  // 62.5 times as wide
  ProposalsTrace<Host> trace;
  const auto result = proposals(rpn, kCanvas, {}, &trace);
  EXPECT_EQ(values(trace.suppressed_by), (Rows{kTooSmall, kKept}));
  EXPECT_EQ(result.boxes(0), (Box{0, 0, 200, 8}));
}

TEST(Proposals, TheCoderWeightsDivideTheDeltas) {
  RpnOutput<Host> rpn = answer({{40, 40, 50, 50}}, {0});
  rpn.deltas(0, 0) = 10.0F;
  const auto result = proposals(rpn, kCanvas, {.coder_weights = {10, 10, 5, 5}});
  EXPECT_EQ(result.boxes(0), (Box{50, 40, 60, 50}));
}

TEST(Proposals, NoAnchorsGiveNoProposals) {
  ProposalsTrace<Host> trace;
  const auto result = proposals(answer({}, {}), kCanvas, {}, &trace);
  EXPECT_EQ(result.boxes.size(), 0U);
  EXPECT_EQ(result.scores.size(), 0U);
  EXPECT_EQ(trace.candidates.size(), 0U);
  EXPECT_EQ(trace.kept.size(), 0U);
}

TEST(Proposals, ArraysOfDifferentLengthsAreNamed) {
  RpnOutput<Host> rpn = answer(separate_boxes(2), {1, 2});
  rpn.objectness = list<float>({1, 2, 3});
  EXPECT_EQ(message_of<ShapeError>([&] { proposals(rpn, kCanvas); }),
            "proposals: objectness has 3 rows, expected 2 like anchors");
}

TEST(Proposals, ATraceOfRandomAnchorsIsConsistentInItself) {
  Random random(1);
  RpnOutput<Host> rpn{random_boxes(500, 90, 2), make_tensor<std::int32_t>({500}),
                      make_tensor<float>({500}), random_tensor({500, 4}, 3)};
  for (std::size_t row = 0; row < 500; ++row) {
    rpn.anchor_levels(row) = random.integer(2, 6);
    rpn.objectness(row) = random.uniform(-3, 3);
  }
  ProposalsTrace<Host> t;
  const auto result =
      proposals(rpn, kCanvas, {.pre_nms_top_n = 60, .post_nms_top_n = 40, .nms_iou = 0.3}, &t);
  ASSERT_EQ(t.candidates.size(), 300U);
  ASSERT_EQ(t.kept.size(), 40U);
  for (std::size_t i = 0; i < 40; ++i) {
    const std::int32_t row = t.kept(i);
    EXPECT_EQ(t.suppressed_by(row), kKept);
    EXPECT_EQ(result.boxes(i), t.candidates(row));
    EXPECT_EQ(result.scores(i), t.candidate_scores(row));
    EXPECT_TRUE(i == 0 || result.scores(i) <= result.scores(i - 1));
  }
  for (std::size_t row = 0; row < 300; ++row) {
    EXPECT_EQ(t.candidate_scores(row), exact_sigmoid(rpn.objectness(t.candidate_anchors(row))));
    EXPECT_EQ(t.candidate_levels(row), rpn.anchor_levels(t.candidate_anchors(row)));
    const std::int32_t suppressor = t.suppressed_by(row);
    if (suppressor >= 0) {
      EXPECT_EQ(t.candidate_levels(suppressor), t.candidate_levels(row));
      EXPECT_GE(t.candidate_scores(suppressor), t.candidate_scores(row));
    }
  }
}

// Three anchors of P2 and one of P3: the two best of all are of P2, the best of each level are not.
TEST(Proposals, AnchorsAreRankedInsideTheirLevelOrAmongAll) {
  const auto rpn = answer(separate_boxes(4), {4, 3, 2, 1}, {2, 2, 2, 3});
  ProposalsTrace<Host> by_level;
  proposals(rpn, kCanvas, {.pre_nms_top_n = 2}, &by_level);
  EXPECT_EQ(values(by_level.candidate_anchors), (Rows{0, 1, 3}));
  ProposalsTrace<Host> together;
  proposals(rpn, kCanvas, {.pre_nms_top_n = 2, .conventions = {.pre_nms_scope = Scope::all_levels}},
            &together);
  EXPECT_EQ(values(together.candidate_anchors), (Rows{0, 1}));
}

TEST(Proposals, AmongAllLevelsTheBestCandidateComesFirstWhateverItsLevel) {
  const auto rpn = answer(separate_boxes(3), {1, 3, 2}, {2, 3, 2});
  ProposalsTrace<Host> trace;
  proposals(rpn, kCanvas, {.conventions = {.pre_nms_scope = Scope::all_levels}}, &trace);
  EXPECT_EQ(values(trace.candidate_anchors), (Rows{1, 2, 0}));
  EXPECT_EQ(values(trace.candidate_levels), (Rows{3, 2, 2}));
}

TEST(Proposals, BoxesOfTwoLevelsSuppressEachOtherOnlyIfTheScopeIsAllLevels) {
  const std::vector<Box> same(2, {10, 10, 50, 50});
  const auto rpn = answer(same, {2, 1}, {2, 3});
  EXPECT_EQ(proposals(rpn, kCanvas).boxes.size(), 2U);
  ProposalsTrace<Host> trace;
  EXPECT_EQ(proposals(rpn, kCanvas, {.conventions = {.nms_scope = Scope::all_levels}}, &trace)
                .boxes.size(),
            1U);
  EXPECT_EQ(values(trace.suppressed_by), (Rows{kKept, 0}));
}

TEST(Proposals, RowsOfZerosFillTheListUpAndBelongToNoCandidate) {
  const auto boxes = separate_boxes(2);
  ProposalsTrace<Host> trace;
  const auto result =
      proposals(answer(boxes, {1, 2}), kCanvas,
                {.post_nms_top_n = 4, .conventions = {.pad_with_zeros = true}}, &trace);
  const Box zero{0, 0, 0, 0};
  EXPECT_EQ(values(result.boxes), (std::vector<Box>{boxes[1], boxes[0], zero, zero}));
  EXPECT_EQ(values(result.scores),
            (std::vector<float>{exact_sigmoid(2), exact_sigmoid(1), 0.0F, 0.0F}));
  EXPECT_EQ(values(trace.kept), (Rows{0, 1, -1, -1}));
}

TEST(Proposals, PaddingWithZerosAddsNothingToAFullList) {
  ProposalsTrace<Host> trace;
  proposals(answer(separate_boxes(5), {5, 4, 3, 2, 1}), kCanvas,
            {.post_nms_top_n = 3, .conventions = {.pad_with_zeros = true}}, &trace);
  EXPECT_EQ(values(trace.kept), (Rows{0, 1, 2}));
  EXPECT_EQ(trace.suppressed_by(4), kCutByLimit);
}

TEST(Proposals, TheAreaThatBoxesAreCutToNeedNotBeginAtTheOrigin) {
  const BoxFrame frame{{20, 10, 80, 40}, CornerRule::exclusive};
  const auto result = proposals(answer({{0, 0, 50, 20}}, {1}), frame);
  EXPECT_EQ(result.boxes(0), (Box{20, 10, 50, 20}));
}

TEST(Proposals, WithoutALimitADeltaOfFiveGrowsABoxByMoreThan62) {
  RpnOutput<Host> rpn = answer({{50, 50, 51, 51}}, {1});
  rpn.deltas(0, 2) = 5.0F;  // e^5 = 148
  EXPECT_NEAR(proposals(rpn, kCanvas).boxes(0).x2, 50.5F + 31.25F, 1e-3F);
  EXPECT_NEAR(proposals(rpn, kCanvas, {.conventions = {.max_log_scale = 0}}).boxes(0).x2,
              50.5F + 74.207F, 1e-3F);
}

}  // namespace
}  // namespace mrcnn
