#include <gtest/gtest.h>

#include "common/geometry/suppression.hpp"

#include "stages/program/compare/selection.hpp"

#include "tests/compare/tiny_trace.hpp"

namespace mrcnn {
namespace {

/// Three candidates of one group: the second has IoU 0.7 with the first, the third overlaps
/// nothing.
Selection three() {
  Selection selection;
  selection.boxes = {{0, 0, 10, 10}, {0, 0, 7, 10}, {50, 50, 60, 60}};
  selection.scores = {0.9F, 0.8F, 0.7F};
  selection.groups = {2, 2, 2};
  selection.keys = {5, 6, 7};
  selection.max_iou = 0.7;
  selection.limit = 10;
  return selection;
}

TEST(IsJustified, AnIouAtTheThresholdJustifiesBothDecisions) {
  Selection kept = three();
  kept.suppressed_by = {kKept, kKept, kKept};
  kept.kept = {0, 1, 2};
  kept.survivors = kept.kept;
  EXPECT_TRUE(is_justified(kept, 1));
  Selection dropped = three();
  dropped.suppressed_by = {kKept, 0, kKept};
  dropped.kept = {0, 2};
  dropped.survivors = dropped.kept;
  EXPECT_TRUE(is_justified(dropped, 1));
}

TEST(IsJustified, AnIouAwayFromTheThresholdJustifiesOne) {
  Selection kept = three();
  kept.suppressed_by = {kKept, kKept, kKept};
  kept.kept = {0, 1, 2};
  kept.survivors = kept.kept;
  kept.max_iou = 0.6;
  EXPECT_FALSE(is_justified(kept, 1));
  Selection dropped = three();
  dropped.suppressed_by = {kKept, 0, kKept};
  dropped.kept = {0, 2};
  dropped.survivors = dropped.kept;
  dropped.max_iou = 0.8;
  EXPECT_FALSE(is_justified(dropped, 1));
}

TEST(IsJustified, OfTwoBoxesWithOneScoreEitherMayComeFirst) {
  Selection kept = three();
  kept.max_iou = 0.6;
  kept.scores[1] = kept.scores[0];
  kept.suppressed_by = {kKept, kKept, kKept};
  kept.kept = {0, 1, 2};
  kept.survivors = kept.kept;
  EXPECT_TRUE(is_justified(kept, 1));
  Selection cut = kept;
  cut.suppressed_by = {kKept, kCutByLimit, kCutByLimit};
  cut.kept = {0};
  cut.limit = 1;
  EXPECT_TRUE(is_justified(cut, 1));
  cut.scores[1] = 0.8F;  // the first one suppresses it
  EXPECT_FALSE(is_justified(cut, 1));
}

TEST(IsJustified, BoxesOfOtherGroupsDoNotSuppress) {
  Selection dropped = three();
  dropped.groups[0] = 3;
  dropped.suppressed_by = {kKept, 0, kKept};
  dropped.kept = {0, 2};
  dropped.survivors = dropped.kept;
  EXPECT_FALSE(is_justified(dropped, 1));
}

TEST(IsJustified, ARowIsCutOnlyAtTheLimit) {
  Selection cut = three();
  cut.suppressed_by = {kKept, kKept, kCutByLimit};
  cut.kept = {0, 1};
  cut.survivors = {0, 1, 2};
  EXPECT_FALSE(is_justified(cut, 2));
  cut.limit = 2;
  EXPECT_TRUE(is_justified(cut, 2));
}

TEST(IsJustified, ALowScoreIsDroppedAndATooSmallBoxIsNeverATie) {
  Selection low = three();
  low.min_score = 0.75;
  low.suppressed_by = {kKept, kTooSmall, kBelowScore};
  low.kept = {0};
  low.survivors = low.kept;
  EXPECT_TRUE(is_justified(low, 2));
  EXPECT_FALSE(is_justified(low, 1));
}

TEST(LoadSelection, ThresholdsComeFromTheConfiguration) {
  TinyTrace trace;
  trace.put_boxes("2_proposals/candidates", three().boxes);
  trace.put("2_proposals/candidate_scores", three().scores);
  trace.put<std::int32_t>("2_proposals/candidate_anchors", {5, 6, 7});
  trace.put<std::int32_t>("2_proposals/candidate_levels", {2, 2, 3});
  trace.put<std::int32_t>("2_proposals/kept", {0, 2, -1});
  trace.put<std::int32_t>("2_proposals/suppressed_by", {kKept, kCutByLimit, kKept});
  Config config;
  config.proposals.nms_iou = 0.6;
  config.proposals.post_nms_top_n = 3;
  const auto selection = load_selection(ComparedTrace(trace.folder()), "2_proposals", config);
  ASSERT_TRUE(selection);
  EXPECT_EQ(selection->max_iou, 0.6);
  EXPECT_EQ(selection->limit, 3U);
  EXPECT_EQ(selection->groups, (std::vector<std::int32_t>{2, 2, 3}));
  EXPECT_EQ(selection->kept, (std::vector<std::size_t>{0, 2}));
  EXPECT_EQ(selection->survivors, (std::vector<std::size_t>{0, 2, 1}));
  EXPECT_EQ(selection->zero_rows, 1U);
  config.proposals.conventions.nms_scope = Scope::all_levels;
  EXPECT_EQ(load_selection(ComparedTrace(trace.folder()), "2_proposals", config)->groups,
            (std::vector<std::int32_t>{0, 0, 0}));
}

TEST(LoadSelection, IndicesOutOfRangeAndMissingArraysGiveNone) {
  TinyTrace trace;
  EXPECT_FALSE(load_selection(ComparedTrace(trace.folder()), "2_proposals", {}));
  trace.put<std::int32_t>("4_box_head/candidates", {1, 2}, {0, 1});
  trace.put_boxes("4_box_head/candidate_boxes", {{0, 0, 1, 1}});
  trace.put<float>("4_box_head/candidate_scores", {0.9F});
  trace.put<std::int32_t>("4_box_head/labels", {1});
  trace.put<std::int32_t>("4_box_head/proposals", {0});
  EXPECT_TRUE(load_selection(ComparedTrace(trace.folder()), "4_box_head", {}));
  trace.put<std::int32_t>("4_box_head/proposals", {7});
  EXPECT_FALSE(load_selection(ComparedTrace(trace.folder()), "4_box_head", {}));
}

}  // namespace
}  // namespace mrcnn
