#include <gtest/gtest.h>

#include "stages/pipeline/pipeline_state.hpp"

namespace mrcnn {
namespace {

template <class Where>
class PipelineStateOf : public testing::Test {};

using Places = testing::Types<Host, Device>;
TYPED_TEST_SUITE(PipelineStateOf, Places);

TYPED_TEST(PipelineStateOf, BeginsWithFiveLevelsAndNoArray) {
  const PipelineState<TypeParam> state;
  EXPECT_EQ(state.pyramid.levels.size(), 5U);
  EXPECT_TRUE(state.arrays.empty());
  EXPECT_FALSE(state.has("2_proposals/boxes"));
  EXPECT_FALSE(state.has_truth());
}

TYPED_TEST(PipelineStateOf, RemembersTheShapeOfAnArrayThatWasReleased) {
  PipelineState<TypeParam> state;
  state.arrays["1_features/p2"] = {.shape = {256, 64, 48}, .made = true, .is_here = false};
  EXPECT_FALSE(state.has("1_features/p2"));
  EXPECT_FALSE(state.has_made("1_features/p2"));
  EXPECT_EQ(state.shape_of("1_features/p2"), (std::vector<std::size_t>{256, 64, 48}));
}

TYPED_TEST(PipelineStateOf, TellsAnArrayOfThisRunFromOneOfATrace) {
  PipelineState<TypeParam> state;
  state.arrays["2_proposals/boxes"] = {.shape = {0, 4}};
  EXPECT_TRUE(state.has("2_proposals/boxes"));
  EXPECT_FALSE(state.has_made("2_proposals/boxes"));
  state.arrays["2_proposals/boxes"].made = true;
  EXPECT_TRUE(state.has_made("2_proposals/boxes"));
}

TYPED_TEST(PipelineStateOf, KnowsGroundTruthWithoutASingleObject) {
  PipelineState<TypeParam> state;
  state.arrays["5_iou_filter/truth_boxes"] = {.shape = {0, 4}};
  EXPECT_TRUE(state.has_truth());
}

}  // namespace
}  // namespace mrcnn
