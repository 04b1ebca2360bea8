#include <utility>

#include <gtest/gtest.h>

#include "common/geometry/suppression.hpp"

#include "stages/program/compare/comparer.hpp"

#include "tests/compare/tiny_trace.hpp"

namespace mrcnn {
namespace {

/// The proposals step of a trace. Rows of candidates are best first inside their level; threshold
/// 0.7.
struct Proposals {
  std::vector<Box> boxes;
  std::vector<float> scores;
  std::vector<std::int32_t> anchors;
  std::vector<std::int32_t> suppressed_by;
  std::vector<std::int32_t> kept;
  std::vector<std::int32_t> levels = std::vector<std::int32_t>(boxes.size(), 2);

  void write(TinyTrace& trace) const {
    trace.put_boxes("2_proposals/candidates", boxes);
    trace.put("2_proposals/candidate_scores", scores);
    trace.put("2_proposals/candidate_anchors", anchors);
    trace.put("2_proposals/candidate_levels", levels);
    trace.put("2_proposals/suppressed_by", suppressed_by);
    trace.put("2_proposals/kept", kept);
    std::vector<Box> kept_boxes;
    std::vector<float> kept_scores;
    for (const std::int32_t row : kept) {
      kept_boxes.push_back(row < 0 ? Box{0, 0, 0, 0} : boxes[static_cast<std::size_t>(row)]);
      kept_scores.push_back(row < 0 ? 0.0F : scores[static_cast<std::size_t>(row)]);
    }
    trace.put_boxes("2_proposals/boxes", kept_boxes);
    trace.put("2_proposals/scores", kept_scores);
  }
};

const std::vector<std::string> kArrays = {
    "2_proposals/candidates",       "2_proposals/candidate_anchors",
    "2_proposals/candidate_scores", "2_proposals/candidate_levels",
    "2_proposals/suppressed_by",    "2_proposals/boxes",
    "2_proposals/scores",           "2_proposals/kept"};

Comparison compare(const TinyTrace& a, const TinyTrace& b,
                   const std::vector<std::string>& arrays = kArrays) {
  CompareOptions options;
  options.steps = {{.name = "proposals", .folder = "", .reads = {}, .writes = arrays}};
  return compare_traces(a.folder(), b.folder(), options);
}

Comparison compare(const Proposals& a, const Proposals& b,
                   const std::vector<std::string>& without = {},
                   const Manifest* settings = nullptr) {
  TinyTrace trace_a;
  TinyTrace trace_b;
  a.write(trace_a);
  b.write(trace_b);
  for (const std::string& array : without) {
    std::filesystem::remove(trace_b.folder().path_of(array));
  }
  if (settings != nullptr) {
    trace_a.sign(*settings);
  }
  return compare(trace_a, trace_b);
}

const ArrayComparison& find(const Comparison& comparison, const std::string& name) {
  for (const ArrayComparison& array : comparison.steps[0].arrays) {
    if (array.array == name) {
      return array;
    }
  }
  throw std::out_of_range(name + " was not compared");
}

constexpr Box kLeft = {0, 0, 10, 10};
constexpr Box kAlmostLeft = {0, 0, 7, 10};     // IoU 0.7 with kLeft, and float(0.7) < 0.7
constexpr Box kInLeft = {0, 0, 9, 10};         // IoU 0.9 with kLeft
constexpr Box kLikeAlmost = {0, 0, 6.5F, 10};  // IoU 0.93 with kAlmostLeft, 0.65 with kLeft
constexpr Box kFar = {50, 50, 60, 60};
constexpr Box kFarther = {80, 80, 95, 95};

/// Three boxes that do not touch, two of them with scores a gap apart.
Proposals apart(float gap) {
  return {{kLeft, kFar, kFarther}, {0.9F, 0.8F, 0.8F - gap}, {5, 6, 7}, {-1, -1, -1}, {0, 1, 2}};
}

/// The same with the last two in the other order.
Proposals swapped(float gap) {
  return {{kLeft, kFarther, kFar}, {0.9F, 0.8F - gap, 0.8F}, {5, 7, 6}, {-1, -1, -1}, {0, 1, 2}};
}

TEST(SelectionMatch, EqualSelectionsAreEqual) {
  const Comparison result = compare(apart(0.1F), apart(0.1F));
  EXPECT_TRUE(result.holds());
  EXPECT_EQ(result.first_different(), nullptr);
}

TEST(SelectionMatch, RowsOfEqualScoreMaySwap) {
  const Comparison result = compare(apart(0), swapped(0));
  EXPECT_TRUE(result.holds());
  for (const char* array : {"2_proposals/candidates", "2_proposals/boxes", "2_proposals/kept"}) {
    EXPECT_EQ(find(result, array).rows.reordered, 2U) << array;
    EXPECT_EQ(find(result, array).rows.exempted, 2U) << array;
    EXPECT_EQ(find(result, array).verdict, Verdict::kWithin) << array;
  }
}

TEST(SelectionMatch, RowNumbersAreThoseOfThePartners) {
  // the first two rows are tied and swapped; the third is suppressed by kLeft, row 0 or row 1
  const Proposals a = {{kLeft, kFar, kInLeft}, {0.9F, 0.9F, 0.8F}, {5, 6, 7}, {-1, -1, 0}, {0, 1}};
  Proposals b = {{kFar, kLeft, kInLeft}, {0.9F, 0.9F, 0.8F}, {6, 5, 7}, {-1, -1, 1}, {0, 1}};
  EXPECT_TRUE(compare(a, b).holds());
  b.suppressed_by[2] = 0;
  EXPECT_FALSE(compare(a, b).holds()) << "kFar suppresses nothing";
}

TEST(SelectionMatch, RowsOfDifferentScoreMayNotSwap) {
  const Comparison result = compare(apart(0.00001F), swapped(0.00001F));
  EXPECT_FALSE(result.holds());
  EXPECT_EQ(find(result, "2_proposals/candidates").verdict, Verdict::kBroken);
  EXPECT_EQ(find(result, "2_proposals/boxes").verdict, Verdict::kBroken);
  EXPECT_EQ(find(result, "2_proposals/boxes").rows.exempted, 0U);
}

TEST(SelectionMatch, RowsOfDifferentLevelsMayNotSwap) {
  Proposals a = apart(0);
  Proposals b = swapped(0);
  a.levels = {2, 2, 3};
  b.levels = {2, 3, 2};
  EXPECT_EQ(find(compare(a, b), "2_proposals/candidates").verdict, Verdict::kBroken);
}

TEST(SelectionMatch, ABoxMayBeOffByAThousandthOfAPixelAndNotByTwo) {
  Proposals b = apart(0.1F);
  b.boxes[1].x2 += 0.0005F;
  EXPECT_TRUE(compare(apart(0.1F), b).holds());
  b.boxes[1].x2 += 0.0015F;
  EXPECT_FALSE(compare(apart(0.1F), b).holds());
}

/// kLeft suppresses the second box or does not, by rounding or by mistake.
Proposals pair_kept(const Box& second) {
  return {{kLeft, second}, {0.9F, 0.8F}, {5, 6}, {-1, -1}, {0, 1}};
}

Proposals pair_suppressed(const Box& second) {
  return {{kLeft, second}, {0.9F, 0.8F}, {5, 6}, {-1, 0}, {0}};
}

TEST(SelectionMatch, AnIouAtTheThresholdMayBeDecidedEitherWay) {
  const Comparison result = compare(pair_kept(kAlmostLeft), pair_suppressed(kAlmostLeft));
  EXPECT_TRUE(result.holds());
  EXPECT_EQ(find(result, "2_proposals/suppressed_by").difference->exempted, 1U);
  EXPECT_EQ(find(result, "2_proposals/boxes").rows.missing, 1U);
  EXPECT_EQ(find(result, "2_proposals/boxes").rows.exempted, 1U);
}

TEST(SelectionMatch, AnIouAwayFromTheThresholdMayNot) {
  for (const Box& second : {kInLeft, kLikeAlmost, Box{0, 0, 7.0001F, 10}, Box{0, 0, 6.9999F, 10}}) {
    for (const auto& [a, b] : {std::pair(pair_kept(second), pair_suppressed(second)),
                               std::pair(pair_suppressed(second), pair_kept(second))}) {
      const Comparison result = compare(a, b);
      EXPECT_EQ(find(result, "2_proposals/suppressed_by").verdict, Verdict::kBroken) << second.x2;
      EXPECT_EQ(find(result, "2_proposals/boxes").verdict, Verdict::kBroken) << second.x2;
    }
  }
}

TEST(SelectionMatch, TheThresholdIsThatOfTheManifest) {
  const Manifest settings = with_settings({{"proposals", {{"nms_iou", 0.9}}}});
  EXPECT_TRUE(compare(pair_kept(kInLeft), pair_suppressed(kInLeft), {}, &settings).holds());
  EXPECT_FALSE(
      compare(pair_kept(kAlmostLeft), pair_suppressed(kAlmostLeft), {}, &settings).holds());
}

TEST(SelectionMatch, WithoutSuppressedByTheResultsAloneAreJudged) {
  const std::vector<std::string> without = {"2_proposals/suppressed_by"};
  EXPECT_TRUE(compare(pair_kept(kAlmostLeft), pair_suppressed(kAlmostLeft), without).holds());
  EXPECT_FALSE(compare(pair_kept(kLikeAlmost), pair_suppressed(kLikeAlmost), without).holds());
  EXPECT_FALSE(compare(pair_suppressed(kInLeft), pair_kept(kInLeft), without).holds());
}

/// The second box is a tie; the third falls if the second survives.
Proposals chain(bool second_survives, std::int32_t third) {
  const std::vector<std::int32_t> kept = second_survives ? std::vector<std::int32_t>{0, 1}
                                         : third == -1   ? std::vector<std::int32_t>{0, 2}
                                                         : std::vector<std::int32_t>{0};
  return {{kLeft, kAlmostLeft, kLikeAlmost},
          {0.9F, 0.8F, 0.7F},
          {5, 6, 7},
          {-1, second_survives ? -1 : 0, third},
          kept};
}

TEST(SelectionMatch, WhatFollowsFromATieIsExcusedToo) {
  const Comparison result = compare(chain(true, 1), chain(false, -1));
  EXPECT_TRUE(result.holds());
  EXPECT_EQ(find(result, "2_proposals/kept").rows.missing, 1U);
  EXPECT_EQ(find(result, "2_proposals/kept").rows.extra, 1U);
  EXPECT_EQ(find(result, "2_proposals/kept").rows.exempted, 2U);
}

TEST(SelectionMatch, AMistakeBesideATieIsNotExcused) {
  // in B nothing that survives overlaps the third box enough, still it is dropped
  EXPECT_FALSE(compare(chain(true, 1), chain(false, 0)).holds());
}

TEST(SelectionMatch, TheSuppressorMustBeTheBestOne) {
  const Box inside_both = {0, 0, 8.2F, 10};  // IoU 0.82 with kLeft, 0.85 with kAlmostLeft
  const auto with_suppressor = [&](std::int32_t row) {
    return Proposals{
        {kLeft, kAlmostLeft, inside_both}, {0.9F, 0.8F, 0.7F}, {5, 6, 7}, {-1, -1, row}, {0, 1}};
  };
  const Comparison result = compare(with_suppressor(0), with_suppressor(1));
  EXPECT_FALSE(result.holds());
  EXPECT_EQ(result.first_broken()->array, "2_proposals/suppressed_by");
}

TEST(SelectionMatch, TooSmallIsNoTie) {
  Proposals a = apart(0.1F);
  Proposals b = apart(0.1F);
  b.suppressed_by[2] = -2;
  b.kept = {0, 1};
  EXPECT_FALSE(compare(a, b).holds());
}

/// The last candidate of the level is one anchor or another.
Proposals ends_with(std::int32_t anchor, float score) {
  return {{kLeft, kFar}, {0.9F, score}, {5, anchor}, {-1, -1}, {0, 1}};
}

TEST(SelectionMatch, CandidatesAtTheCutMayBeOthersOfTheSameScore) {
  const Comparison result = compare(ends_with(6, 0.5F), ends_with(7, 0.5000004F));
  EXPECT_TRUE(result.holds());
  EXPECT_EQ(find(result, "2_proposals/candidate_anchors").rows.missing, 1U);
  EXPECT_EQ(find(result, "2_proposals/candidate_anchors").rows.extra, 1U);
  EXPECT_FALSE(compare(ends_with(6, 0.5F), ends_with(7, 0.50001F)).holds());
}

TEST(SelectionMatch, AMissingRowIsNotExempted) {
  Proposals b = apart(0.1F);
  b.kept = {0, 1};
  const Comparison result = compare(apart(0.1F), b);
  EXPECT_FALSE(result.holds());
  EXPECT_EQ(find(result, "2_proposals/boxes").worst, "proposal 2 of A is missing in B");
}

TEST(SelectionMatch, AtTheLimitEqualScoresMayBeCutEitherWay) {
  const Manifest settings = with_settings({{"proposals", {{"post_nms_top_n", 2}}}});
  Proposals a = apart(0);
  a.suppressed_by = {-1, -1, -4};
  a.kept = {0, 1};
  Proposals b = apart(0);
  b.suppressed_by = {-1, -4, -1};
  b.kept = {0, 2};
  EXPECT_TRUE(compare(a, b, {}, &settings).holds());
  EXPECT_FALSE(compare(a, b).holds()) << "2 rows do not reach a limit of 1000";
  a.scores[1] = b.scores[1] = 0.81F;
  EXPECT_FALSE(compare(a, b, {}, &settings).holds());
}

TEST(SelectionMatch, WithoutKeysRowsArePartnersByContent) {
  const std::vector<std::string> no_keys = {"2_proposals/kept",
                                            "2_proposals/candidates",
                                            "2_proposals/candidate_anchors",
                                            "2_proposals/candidate_levels",
                                            "2_proposals/suppressed_by",
                                            "2_proposals/candidate_scores"};
  const Comparison result = compare(apart(0), swapped(0), no_keys);
  EXPECT_EQ(result.steps[0].arrays.size(), 2U);
  EXPECT_TRUE(result.holds());
  EXPECT_FALSE(compare(apart(0.00001F), swapped(0.00001F), no_keys).holds());
  EXPECT_FALSE(compare(pair_kept(kAlmostLeft), pair_suppressed(kAlmostLeft), no_keys).holds());
}

TEST(SelectionMatch, IndicesThatPointNowhereAreNotFollowed) {
  Proposals b = apart(0.1F);
  TinyTrace trace_a;
  TinyTrace trace_b;
  apart(0.1F).write(trace_a);
  b.write(trace_b);
  trace_b.put<std::int32_t>("2_proposals/kept", {0, 1, 99});
  trace_b.put<std::int32_t>("2_proposals/suppressed_by", {-1, -1, 99});
  EXPECT_FALSE(compare(trace_a, trace_b).holds());
}

/// Two proposals, classes 0 and 1: two candidates.
void put_detections(TinyTrace& trace, const std::vector<float>& scores,
                    const std::vector<std::int32_t>& order) {
  const std::vector<Box> boxes = {kLeft, kFar};
  std::vector<std::int32_t> fates = {-3, -3};
  std::vector<Box> kept_boxes;
  std::vector<float> kept_scores;
  for (const std::int32_t row : order) {
    fates[static_cast<std::size_t>(row)] = -1;
    kept_boxes.push_back(boxes[static_cast<std::size_t>(row)]);
    kept_scores.push_back(scores[static_cast<std::size_t>(row)]);
  }
  trace.put<std::int32_t>("4_box_head/candidates", {2, 2}, {0, 1, 1, 1});
  trace.put_boxes("4_box_head/candidate_boxes", boxes);
  trace.put("4_box_head/candidate_scores", scores);
  trace.put("4_box_head/suppressed_by", fates);
  trace.put_boxes("4_box_head/boxes", kept_boxes);
  trace.put("4_box_head/scores", kept_scores);
  trace.put("4_box_head/labels", std::vector<std::int32_t>(order.size(), 1));
  trace.put("4_box_head/proposals", order);
}

Comparison compare_detections(const std::vector<float>& scores_a,
                              const std::vector<std::int32_t>& order_a,
                              const std::vector<float>& scores_b,
                              const std::vector<std::int32_t>& order_b) {
  TinyTrace a;
  TinyTrace b;
  put_detections(a, scores_a, order_a);
  put_detections(b, scores_b, order_b);
  return compare(a, b,
                 {"4_box_head/candidate_scores", "4_box_head/suppressed_by", "4_box_head/boxes",
                  "4_box_head/scores", "4_box_head/labels", "4_box_head/proposals"});
}

TEST(SelectionMatch, DetectionsOfEqualScoreMaySwapAndOthersNot) {
  EXPECT_TRUE(compare_detections({0.5F, 0.5F}, {0, 1}, {0.5F, 0.5F}, {1, 0}).holds());
  EXPECT_FALSE(compare_detections({0.5F, 0.4F}, {0, 1}, {0.5F, 0.4F}, {1, 0}).holds());
}

TEST(SelectionMatch, AScoreAtTheThresholdMayPassOrNot) {
  const Comparison result = compare_detections({0.5F, 0.0500004F}, {0, 1}, {0.5F, 0.0499998F}, {0});
  EXPECT_TRUE(result.holds());
  EXPECT_EQ(find(result, "4_box_head/proposals").rows.exempted, 1U);
  EXPECT_FALSE(compare_detections({0.5F, 0.06F}, {0, 1}, {0.5F, 0.06F}, {0}).holds());
}

/// Two boxes whose IoU, 0.7 in exact numbers, may be called more or less; one of each list is
/// filled up with a row of zeros.
Proposals padded(bool second_is_kept) {
  const std::vector<Box> boxes = {{0, 0, 10, 10}, {0, 0, 10, 7.000001F}};
  return second_is_kept ? Proposals{boxes, {0.9F, 0.8F}, {5, 6}, {kKept, kKept}, {0, 1, -1}}
                        : Proposals{boxes, {0.9F, 0.8F}, {5, 6}, {kKept, 0}, {0, -1, -1}};
}

TEST(SelectionMatch, RowsOfZerosArePartnersInOrder) {
  EXPECT_TRUE(compare(padded(true), padded(true)).holds());
  EXPECT_TRUE(compare(padded(false), padded(false)).holds());
}

TEST(SelectionMatch, ARowOfZerosStandsForARowThatIsExempted) {
  EXPECT_TRUE(compare(padded(true), padded(false)).holds());
  Proposals wrong = padded(false);
  wrong.boxes[1] = {50, 50, 60, 60};  // overlaps nothing: must be kept
  Proposals right = padded(true);
  right.boxes[1] = {50, 50, 60, 60};
  EXPECT_FALSE(compare(right, wrong).holds());
}

TEST(SelectionMatch, LevelsSuppressEachOtherIfTheSettingsSaySo) {
  Proposals kept = padded(true);
  Proposals dropped = padded(false);
  kept.levels = dropped.levels = {2, 3};
  const Manifest together = with_settings({{"proposals", {{"nms_scope", "all_levels"}}}});
  EXPECT_TRUE(compare(kept, dropped, {}, &together).holds());
  EXPECT_FALSE(compare(kept, dropped).holds());
}

}  // namespace
}  // namespace mrcnn
