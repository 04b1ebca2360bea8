#include <gtest/gtest.h>

#include "stages/pipeline/array_records.hpp"

#include "tests/support/boxes.hpp"

namespace mrcnn {
namespace {

using Names = std::vector<std::string>;

Names recorded(const PipelineState<Host>& state) {
  Names names;
  for (const auto& [name, record] : state.arrays) {
    names.push_back(name);
  }
  return names;
}

TEST(ArrayRecords, AnArrayIsRecordedWithTheShapeThatATraceShows) {
  PipelineState<Host> state;
  state.pyramid.levels[0] = filled_tensor<float>({3, 4, 8}, 0.0F);  // (H, W, C)
  state.proposals.boxes = list<Box>({{0, 0, 1, 1}, {0, 0, 2, 2}});
  record_as_made(*find_array("1_features/p2"), state);
  record_as_made(*find_array("2_proposals/boxes"), state);
  EXPECT_EQ(state.shape_of("1_features/p2"), (std::vector<std::size_t>{8, 3, 4}));
  EXPECT_EQ(state.shape_of("2_proposals/boxes"), (std::vector<std::size_t>{2, 4}));
  EXPECT_TRUE(state.has_made("2_proposals/boxes"));
}

TEST(ArrayRecords, OfAStepsArraysThoseAreRecordedThatThisRunKeeps) {
  PipelineState<Host> state;
  state.is_for_trace = false;
  record_output(Step::features, state);
  EXPECT_EQ(recorded(state), (Names{"1_features/p2", "1_features/p3", "1_features/p4",
                                    "1_features/p5", "1_features/p6"}));
  state.is_for_trace = true;
  record_output(Step::features, state);
  EXPECT_EQ(recorded(state).size(), 9U) << "C2..C5 too";
  state.has_extras = true;
  record_output(Step::features, state);
  EXPECT_EQ(recorded(state).size(), 16U) << "and four laterals and three sums";
}

TEST(ArrayRecords, OverlapsAreRecordedOnlyWithGroundTruth) {
  PipelineState<Host> state;
  record_output(Step::iou_filter, state);
  EXPECT_EQ(recorded(state), (Names{"5_iou_filter/boxes", "5_iou_filter/keep",
                                    "5_iou_filter/labels", "5_iou_filter/scores"}));
  state.arrays["5_iou_filter/truth_boxes"] = {};
  record_output(Step::iou_filter, state);
  EXPECT_TRUE(state.has("5_iou_filter/iou"));
}

TEST(ArrayRecords, AnArrayIsReleasedAfterItsLastReaderAndAResultNever) {
  PipelineState<Host> state;
  state.pyramid.levels[0] = filled_tensor<float>({3, 4, 8}, 0.0F);
  state.pyramid.levels[4] = filled_tensor<float>({1, 1, 8}, 0.0F);
  record_output(Step::features, state);
  record_output(Step::detections, state);
  release_finished(Step::rpn_head, Step::paste, state);
  EXPECT_TRUE(state.has("1_features/p2")) << "RoIAlign reads it";
  EXPECT_FALSE(state.has("1_features/p6"));
  EXPECT_EQ(state.pyramid.levels[4].size(), 0U);
  EXPECT_EQ(state.shape_of("1_features/p6"), (std::vector<std::size_t>{8, 1, 1})) << "is known";

  release_finished(Step::rpn_head, Step::proposals, state);
  EXPECT_FALSE(state.has("1_features/p2")) << "no step of this run reads it";
  release_finished(Step::paste, Step::paste, state);
  EXPECT_TRUE(state.has("4_box_head/boxes")) << "a picture shows it";
  EXPECT_FALSE(state.has("4_box_head/candidates"));
}

}  // namespace
}  // namespace mrcnn
