#include <gtest/gtest.h>

#include "stages/pipeline/mask_rcnn.hpp"

#include "tests/golden/golden.hpp"

namespace mrcnn {
namespace {

TEST(MaskRcnn, OffersTheNineStepsInOrderAndComputesNothingItself) {
  PipelineState<Host> state;
  std::vector<Step> steps;
  mask_rcnn<Host>(state, {}, {}, {}, [&](Step step, const auto&) { steps.push_back(step); });
  ASSERT_EQ(steps.size(), kStepCount);
  for (std::size_t i = 0; i < kStepCount; ++i) {
    EXPECT_EQ(steps[i], static_cast<Step>(i));
  }
}

TEST(MaskRcnn, GoesFromTheInputToTheMasksOfTheGoldenNetWithoutAnyTrace) {
  const Model model = load_model(MRCNN_TEST_DATA "/small_net/model.safetensors");
  PipelineState<Host> state;
  state.input =
      preprocess(InputImage<Host>{golden_tensor<std::uint8_t, 3>("small_net/trace/0_image/image")},
                 model.config.image);
  mask_rcnn<Host>(state, model.config, model, {},
                  [](Step, const std::function<void()>& compute) { compute(); });
  // the golden detections are those before the filter by ground truth
  const auto boxes = golden_boxes("small_net/trace/4_box_head/boxes");
  EXPECT_EQ(state.detections.boxes.size(), boxes.size());
  EXPECT_EQ(state.result.masks.shape(0), boxes.size());
  EXPECT_EQ(state.result.masks.shape(1), static_cast<std::size_t>(state.input.original.height));
}

}  // namespace
}  // namespace mrcnn
