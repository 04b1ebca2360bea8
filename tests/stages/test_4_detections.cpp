#include <limits>

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/geometry/exact_math.hpp"
#include "common/geometry/nms.hpp"

#include "stages/4_box_head/box_head.hpp"

#include "tests/stages/class_logits.hpp"
#include "tests/support/boxes.hpp"
#include "tests/support/close.hpp"
#include "tests/support/message.hpp"
#include "tests/support/random.hpp"

namespace mrcnn {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
const BoxFrame kCanvas(ImageSize{100, 200});

using Rows = std::vector<std::int32_t>;

TEST(Detections, CandidatesAreAllPairsOfProposalAndClassWithoutBackground) {
  DetectionsTrace<Host> t;
  detections(head_of({{0.2F, 0.5F, 0.3F}, {0.7F, 0.1F, 0.2F}}),
             list<Box>({{0, 0, 10, 10}, {50, 50, 60, 60}}), kCanvas, {}, &t);
  expect_same(t.candidates, HostTensor<std::int32_t, 2>{{0, 1}, {0, 2}, {1, 1}, {1, 2}});
  EXPECT_EQ(values(t.candidate_boxes),
            (std::vector<Box>{{0, 0, 10, 10}, {0, 0, 10, 10}, {50, 50, 60, 60}, {50, 50, 60, 60}}));
  for (std::size_t row = 0; row < 4; ++row) {
    EXPECT_EQ(t.candidate_scores(row),
              t.class_probabilities(static_cast<std::size_t>(t.candidates(row, 0)),
                                    static_cast<std::size_t>(t.candidates(row, 1))));
  }
  EXPECT_NEAR(t.candidate_scores(0), 0.5F, 1e-6F);
  EXPECT_NEAR(t.candidate_scores(3), 0.2F, 1e-6F);
}

TEST(Detections, TheBestComeFirstWithTheirLabelAndProposal) {
  DetectionsTrace<Host> t;
  const auto result = detections(head_of({{0.2F, 0.5F, 0.3F}, {0.7F, 0.1F, 0.2F}}),
                                 list<Box>({{0, 0, 10, 10}, {50, 50, 60, 60}}), kCanvas, {}, &t);
  EXPECT_EQ(values(result.labels), (Rows{1, 2, 2, 1}));
  EXPECT_EQ(values(t.proposals), (Rows{0, 0, 1, 1}));
  EXPECT_EQ(result.boxes(3), (Box{50, 50, 60, 60}));
  EXPECT_NEAR(result.scores(3), 0.1F, 1e-6F);
}

// Class 2 moves the box by one width: 10 is divided by the weight 10.
TEST(Detections, EveryClassHasItsOwnDeltasDividedByTheWeights) {
  BoxHeadOutput<Host> head = head_of({{0.2F, 0.5F, 0.3F}});
  head.box_deltas(0, 4 * 2 + 0) = 10.0F;
  head.box_deltas(0, 4 * 1 + 1) = -5.0F;
  head.box_deltas(0, 0) = 77.0F;  // background's are not read
  const auto result = detections(head, list<Box>({{20, 20, 30, 30}}), kCanvas);
  EXPECT_EQ(values(result.labels), (Rows{1, 2}));
  EXPECT_EQ(values(result.boxes), (std::vector<Box>{{20, 15, 30, 25}, {30, 20, 40, 30}}));
}

TEST(Detections, BoxesAreCutAtTheResizedImage) {
  const auto result = detections(head_of({{0.5F, 0.5F}}), list<Box>({{-5, -5, 500, 500}}), kCanvas);
  EXPECT_EQ(result.boxes(0), (Box{0, 0, 200, 100}));
}

TEST(Detections, TheScoreMustExceedTheThresholdInFloat32) {
  const BoxHeadOutput<Host> head = head_of({{0.9F, 0.1F}});
  const auto proposals = list<Box>({{0, 0, 10, 10}});
  const float score = detections(head, proposals, kCanvas).scores(0);
  DetectionsTrace<Host> t;
  EXPECT_EQ(detections(head, proposals, kCanvas, {.score_threshold = score}, &t).boxes.size(), 0U);
  EXPECT_EQ(t.suppressed_by(0), kBelowScore);
  const float below = std::nextafter(score, 0.0F);
  EXPECT_EQ(detections(head, proposals, kCanvas, {.score_threshold = below}).boxes.size(), 1U);
}

TEST(Detections, OverlappingBoxesOfDifferentClassesAllStay) {
  const auto result =
      detections(head_of({{0.2F, 0.5F, 0.3F}}), list<Box>({{0, 0, 10, 10}}), kCanvas);
  EXPECT_EQ(values(result.labels), (Rows{1, 2}));
}

TEST(Detections, OverlappingBoxesOfOneClassLoseToTheBest) {
  DetectionsTrace<Host> t;
  const auto result =
      detections(head_of({{0.4F, 0.6F}, {0.2F, 0.8F}, {0.3F, 0.7F}}),
                 list<Box>({{0, 0, 10, 10}, {0, 0, 10, 9}, {0, 0, 10, 5}}), kCanvas, {}, &t);
  // proposal 2 overlaps the best by 5 / 9, proposal 0 by 9 / 10
  EXPECT_EQ(values(t.suppressed_by), (Rows{1, kKept, 1}));
  EXPECT_EQ(values(t.proposals), (Rows{1}));
  EXPECT_EQ(result.boxes(0), (Box{0, 0, 10, 9}));
}

//  row 0: kept
//  row 1: same place and class               suppressed by 0
//  row 2: apart, limit of 1                  cut
//  row 3: same place as row 2                suppressed by 2, although that is cut
//  row 4: low score and no extent            below the score, which is asked first
//  row 5: no extent                          too small
TEST(Detections, EveryCandidateRecordsTheFirstReasonForItsRejection) {
  const auto proposals = list<Box>({{0, 0, 10, 10},
                                    {0, 0, 10, 10},
                                    {50, 50, 60, 60},
                                    {50, 50, 60, 60},
                                    {5, 5, 5, 5},
                                    {30, 30, 30.005F, 40}});
  DetectionsTrace<Host> t;
  detections(
      head_of(
          {{0.1F, 0.9F}, {0.2F, 0.8F}, {0.3F, 0.7F}, {0.4F, 0.6F}, {0.99F, 0.01F}, {0.1F, 0.9F}}),
      proposals, kCanvas, {.detections_per_image = 1}, &t);
  EXPECT_EQ(values(t.suppressed_by), (Rows{kKept, 0, kCutByLimit, 2, kBelowScore, kTooSmall}));
  EXPECT_EQ(values(t.proposals), (Rows{0}));
}

TEST(Detections, ASideOfExactlyTheMinimumIsEnough) {
  const auto result = detections(head_of({{0.5F, 0.5F}, {0.5F, 0.5F}}),
                                 list<Box>({{0, 0, 0.25F, 9}, {20, 0, 20.125F, 9}}), kCanvas,
                                 {.conventions = {.min_size = 0.25F}});
  EXPECT_EQ(values(result.boxes), (std::vector<Box>{{0, 0, 0.25F, 9}}));
}

TEST(Detections, EqualScoresAreOrderedByCandidate) {
  const auto result = detections(head_of({{0.5F, 0.25F, 0.25F}, {0.5F, 0.25F, 0.25F}}),
                                 list<Box>({{0, 0, 10, 10}, {50, 50, 60, 60}}), kCanvas);
  EXPECT_EQ(values(result.labels), (Rows{1, 2, 1, 2}));
  EXPECT_EQ(result.boxes(1), (Box{0, 0, 10, 10}));
  EXPECT_EQ(result.boxes(2), (Box{50, 50, 60, 60}));
}

TEST(Detections, ANaNLogitTakesOutItsProposalOnly) {
  BoxHeadOutput<Host> head = head_of({{0.2F, 0.5F, 0.3F}, {0.2F, 0.5F, 0.3F}});
  head.class_logits(0, 0) = kNaN;
  DetectionsTrace<Host> t;
  const auto result =
      detections(head, list<Box>({{0, 0, 10, 10}, {50, 50, 60, 60}}), kCanvas, {}, &t);
  EXPECT_EQ(values(t.suppressed_by), (Rows{kBelowScore, kBelowScore, kKept, kKept}));
  EXPECT_EQ(result.boxes.size(), 2U);
}

TEST(Detections, ANaNDeltaTakesOutItsCandidateOnly) {
  BoxHeadOutput<Host> head = head_of({{0.2F, 0.5F, 0.3F}});
  head.box_deltas(0, 4) = kNaN;
  DetectionsTrace<Host> t;
  const auto result = detections(head, list<Box>({{0, 0, 10, 10}}), kCanvas, {}, &t);
  EXPECT_EQ(values(t.suppressed_by), (Rows{kTooSmall, kKept}));
  EXPECT_EQ(values(result.labels), (Rows{2}));
}

TEST(Detections, NoProposalsGiveNoDetections) {
  DetectionsTrace<Host> t;
  const BoxHeadOutput<Host> head{make_tensor<float>({0, 3}), make_tensor<float>({0, 12})};
  const auto result = detections(head, list<Box>({}), kCanvas, {}, &t);
  EXPECT_EQ(result.boxes.size(), 0U);
  EXPECT_EQ(t.class_probabilities.shape(), (std::array<std::size_t, 2>{0, 3}));
  EXPECT_EQ(t.candidates.shape(), (std::array<std::size_t, 2>{0, 2}));
  EXPECT_EQ(t.proposals.size(), 0U);
}

TEST(Detections, ArraysThatDoNotFitAreNamed) {
  const auto one = list<Box>({{0, 0, 10, 10}});
  EXPECT_EQ(message_of<ShapeError>([&] {
              detections(head_of({{0.5F, 0.5F}, {0.5F, 0.5F}}), one, kCanvas);
            }),
            "detections: class_logits has 2 rows, expected 1 like proposals");
  EXPECT_EQ(message_of<ShapeError>([&] { detections(head_of({{1.0F}}), one, kCanvas); }),
            "detections: class_logits has 1 columns, expected at least 2");
  BoxHeadOutput<Host> head = head_of({{0.5F, 0.5F}});
  head.box_deltas = make_tensor<float>({1, 4});
  EXPECT_EQ(message_of<ShapeError>([&] { detections(head, one, kCanvas); }),
            "detections: box_deltas has 4 columns, expected 8, four for each of 2 classes");
}

TEST(Detections, ATraceOfRandomScoresIsConsistentInItself) {
  constexpr std::size_t kProposals = 60;
  constexpr std::size_t kClasses = 5;
  BoxHeadOutput<Host> head{random_tensor({kProposals, kClasses}, 1),
                           random_tensor({kProposals, 4 * kClasses}, 2)};
  DetectionsTrace<Host> t;
  const auto result =
      detections(head, random_boxes(kProposals, 40, 3), kCanvas, {.detections_per_image = 50}, &t);
  ASSERT_EQ(t.candidate_boxes.size(), kProposals * (kClasses - 1));
  ASSERT_EQ(result.boxes.size(), 50U);
  for (std::size_t r = 0; r < kProposals; ++r) {
    auto p = make_tensor<float>({kClasses});
    exact_softmax(view(head.class_logits)[r], view(p));
    for (std::size_t k = 1; k < kClasses; ++k) {
      const std::size_t row = r * (kClasses - 1) + k - 1;
      EXPECT_EQ(t.candidate_scores(row), p(k));
      EXPECT_EQ(t.candidates(row, 0), static_cast<std::int32_t>(r));
      EXPECT_EQ(t.candidates(row, 1), static_cast<std::int32_t>(k));
      const std::int32_t suppressor = t.suppressed_by(row);
      EXPECT_TRUE(suppressor < 0 || t.candidates(suppressor, 1) == static_cast<std::int32_t>(k));
    }
  }
  for (std::size_t i = 0; i < result.boxes.size(); ++i) {
    const auto row = static_cast<std::size_t>(t.proposals(i)) * (kClasses - 1) +
                     static_cast<std::size_t>(result.labels(i)) - 1;
    EXPECT_EQ(t.suppressed_by(row), kKept);
    EXPECT_EQ(result.boxes(i), t.candidate_boxes(row));
    EXPECT_EQ(result.scores(i), t.candidate_scores(row));
    EXPECT_TRUE(i == 0 || result.scores(i) <= result.scores(i - 1));
  }
}

TEST(Detections, BoxesAreCutAtAnImageThatDoesNotBeginAtTheOrigin) {
  const BoxFrame frame{{20, 10, 80, 40}, CornerRule::exclusive};
  const auto result = detections(head_of({{0.5F, 0.5F}}), list<Box>({{0, 0, 500, 20}}), frame);
  EXPECT_EQ(result.boxes(0), (Box{20, 10, 80, 20}));
}

}  // namespace
}  // namespace mrcnn
