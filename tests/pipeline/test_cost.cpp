#include <gtest/gtest.h>

#include "stages/pipeline/cost.hpp"

namespace mrcnn {
namespace {

/// A box head for regions of 2 numbers: 2 -> 3 -> 3, two classes.
Model tiny_model() {
  Model model;
  model.box_head.fc6.matrix = make_tensor<float>({2, 3});
  model.box_head.fc7.matrix = make_tensor<float>({3, 3});
  model.box_head.classes.matrix = make_tensor<float>({3, 2});
  model.box_head.deltas.matrix = make_tensor<float>({3, 8});
  return model;
}

PipelineState<Host> state_with(const std::string& array, const std::vector<std::size_t>& shape) {
  PipelineState<Host> state;
  state.arrays[array].shape = shape;
  return state;
}

TEST(Cost, IsTwoPerWeightAndRegionInTheBoxHead) {
  const Model model = tiny_model();
  const auto state = state_with("3_roi_align/regions", {5, 2, 1, 1});
  EXPECT_DOUBLE_EQ(step_gflop(Step::box_head, state, &model), 2 * 5 * (6 + 9 + 6 + 24) / 1e9);
}

TEST(Cost, IsTwoPerWeightAndCellOfEveryLevelInTheProposalNetwork) {
  Model model;
  model.rpn.conv.kernel = make_tensor<float>({3, 3, 1, 1});
  model.rpn.objectness.kernel = make_tensor<float>({1, 1, 1, 3});
  model.rpn.deltas.kernel = make_tensor<float>({1, 1, 1, 12});
  PipelineState<Host> state;
  for (const std::string& map : info_of(Step::rpn_head).reads) {
    state.arrays[map].shape = {1, 2, 3};
  }
  EXPECT_DOUBLE_EQ(step_gflop(Step::rpn_head, state, &model), 2 * 5 * 6 * (9 + 3 + 12) / 1e9);
}

TEST(Cost, IsNothingWithoutWeightsOrWithoutAModel) {
  const Model model = tiny_model();
  const auto state = state_with("3_roi_align/regions", {5, 2, 1, 1});
  EXPECT_EQ(step_gflop(Step::roi_align, state, &model), 0.0);
  EXPECT_EQ(step_gflop(Step::box_head, state, nullptr), 0.0);
}

TEST(Cost, CountsTheBytesOfWhatAStepReadsAndWritesAlsoAfterItsRelease) {
  auto state = state_with("3_roi_align/regions", {5, 2, 1, 1});
  state.arrays["3_roi_align/regions"].is_here = false;
  state.arrays["4_box_head/class_logits"].shape = {5, 2};
  EXPECT_DOUBLE_EQ(step_megabytes(Step::box_head, state), (10 + 10) * 4 / 1e6);
  EXPECT_DOUBLE_EQ(step_megabytes(Step::paste, state), 0.0);
}

}  // namespace
}  // namespace mrcnn
