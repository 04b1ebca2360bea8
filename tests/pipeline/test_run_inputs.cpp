#include <gtest/gtest.h>

#include "stages/pipeline/run_inputs.hpp"

#include "tests/support/boxes.hpp"

namespace mrcnn {
namespace {

TEST(RunInputs, AnImageBringsItsSizesBeforeAndAfterResizing) {
  PipelineState<Host> state;
  set_image(state, {filled_tensor<std::uint8_t>({30, 60, 3}, 7)},
            {.min_size = 60, .max_size = 100});
  EXPECT_EQ(state.input.original, (ImageSize{30, 60}));
  EXPECT_EQ(state.input.resized, (ImageSize{50, 100}));
  EXPECT_EQ(state.image.pixels(29, 59, 2), 7);
  for (const char* name : {"0_image/image", "0_image/resized_size", "0_image/original_size"}) {
    EXPECT_TRUE(state.has_made(name)) << name;
  }
  EXPECT_FALSE(state.has("0_image/input")) << "it is made where the run computes";
  EXPECT_FALSE(state.has_truth());
}

TEST(RunInputs, TrueBoxesAreMovedToTheFrameOfTheRun) {
  PipelineState<Host> state;
  state.input.original = {30, 60};
  state.input.resized = {60, 180};
  set_truth(state, {list<Box>({{1, 2, 30, 20}}), list<std::int32_t>({4})},
            filled_tensor<std::uint8_t>({1, 30, 60}, 1), {});
  EXPECT_EQ(state.truth.boxes(0), (Box{3, 4, 90, 40}));
  EXPECT_EQ(state.truth.labels(0), 4);
  EXPECT_TRUE(state.has_truth());
  EXPECT_TRUE(state.has_made("5_iou_filter/truth_labels"));
  EXPECT_EQ(state.shape_of("5_iou_filter/truth_masks"), (std::vector<std::size_t>{1, 30, 60}));
  EXPECT_FALSE(state.has_made("5_iou_filter/iou")) << "a step makes it";
  EXPECT_FALSE(state.has_made("0_image/image")) << "it is no ground truth";
}

TEST(RunInputs, ImagesWithoutObjectsHaveGroundTruthToo) {
  PipelineState<Host> state;
  state.input.original = state.input.resized = {32, 32};
  set_truth(state, {list<Box>({}), list<std::int32_t>({})},
            filled_tensor<std::uint8_t>({0, 32, 32}, 0), {});
  EXPECT_TRUE(state.has_truth());
  EXPECT_EQ(state.shape_of("5_iou_filter/truth_boxes"), (std::vector<std::size_t>{0, 4}));
}

}  // namespace
}  // namespace mrcnn
