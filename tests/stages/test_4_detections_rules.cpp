#include <limits>

#include <gtest/gtest.h>

#include "stages/4_box_head/box_head.hpp"

#include "tests/stages/class_logits.hpp"
#include "tests/support/boxes.hpp"

namespace mrcnn {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
const BoxFrame kCanvas(ImageSize{100, 200});

using Rows = std::vector<std::int32_t>;

// Proposal 0 is most likely class 1, proposal 1 background: one candidate is left of four.
TEST(DetectionsRules, OnlyTheBestClassOfAProposalCompetesIfTheRuleSaysSo) {
  DetectionsTrace<Host> t;
  const auto result = detections(
      head_of({{0.2F, 0.5F, 0.3F}, {0.5F, 0.3F, 0.2F}}),
      list<Box>({{0, 0, 10, 10}, {50, 50, 60, 60}}), kCanvas,
      {.score_threshold = 0.1F, .conventions = {.candidates = CandidateRule::best_class}}, &t);
  EXPECT_EQ(values(t.suppressed_by), (Rows{kKept, kNotBestClass, kNotBestClass, kNotBestClass}));
  EXPECT_EQ(values(result.labels), (Rows{1}));
}

TEST(DetectionsRules, OfEquallyLikelyClassesTheFirstIsTheBest) {
  EXPECT_EQ(best_class(view(list<float>({0.25F, 0.375F, 0.375F, kNaN}))), 1);
  EXPECT_EQ(best_class(view(list<float>({kNaN, kNaN}))), 0);
}

TEST(DetectionsRules, AScoreEqualToTheThresholdPassesIfReachingItIsEnough) {
  const auto head = head_of({{0.5F, 0.5F}});
  const auto proposals = list<Box>({{0, 0, 10, 10}});
  const float score = detections(head, proposals, kCanvas).scores(0);
  EXPECT_EQ(detections(head, proposals, kCanvas, {.score_threshold = score}).boxes.size(), 0U);
  EXPECT_EQ(
      detections(head, proposals, kCanvas,
                 {.score_threshold = score, .conventions = {.score_rule = ScoreRule::reached}})
          .boxes.size(),
      1U);
}

TEST(DetectionsRules, AThresholdOfZeroThatMayBeReachedLetsEverythingPass) {
  BoxHeadOutput<Host> head = head_of({{0.5F, 0.5F}});
  head.class_logits(0, 1) = -2000.0F;  // a probability of 0
  const auto proposals = list<Box>({{0, 0, 10, 10}});
  EXPECT_EQ(detections(head, proposals, kCanvas, {.score_threshold = 0}).boxes.size(), 0U);
  EXPECT_EQ(detections(head, proposals, kCanvas,
                       {.score_threshold = 0, .conventions = {.score_rule = ScoreRule::reached}})
                .boxes.size(),
            1U);
}

// A score reaches a threshold exactly if it exceeds the next smaller number.
TEST(DetectionsRules, ReachingAThresholdIsExceedingTheNumberBelowIt) {
  EXPECT_EQ(exceeded_score(0.5F, ScoreRule::above), 0.5F);
  EXPECT_EQ(exceeded_score(0.5F, ScoreRule::reached), std::nextafter(0.5F, 0.0F));
  EXPECT_LT(exceeded_score(0.0F, ScoreRule::reached), 0.0F);
}

TEST(DetectionsRules, TheLimitOfTheLogarithmsIsASetting) {
  BoxHeadOutput<Host> head = head_of({{0.5F, 0.5F}});
  head.box_deltas(0, 6) = 5.0F;
  const auto one = list<Box>({{50, 50, 51, 51}});
  const DetectionsParams unlimited{.coder_weights = {1, 1, 1, 1},
                                   .conventions = {.max_log_scale = 0}};
  EXPECT_NEAR(detections(head, one, kCanvas, unlimited).boxes(0).x2, 50.5F + 74.207F, 1e-3F);
  const DetectionsParams limited{.coder_weights = {1, 1, 1, 1}};
  EXPECT_NEAR(detections(head, one, kCanvas, limited).boxes(0).x2, 50.5F + 31.25F, 1e-3F);
}

}  // namespace
}  // namespace mrcnn
