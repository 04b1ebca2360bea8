#include <string>

#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/program/import/torch/torchvision_network.hpp"

#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

/// The tensors that decide: ResNet-50 with FPN and both heads, 91 classes.
TensorShapes resnet50() {
  TensorShapes shapes = {{kTorchvisionMarker, {64, 3, 7, 7}},
                         {"backbone.body.layer1.0.conv2.weight", {64, 64, 3, 3}},
                         {"backbone.body.layer1.0.conv3.weight", {256, 64, 1, 1}},
                         {"backbone.fpn.inner_blocks.0.0.weight", {256, 256, 1, 1}},
                         {"rpn.head.conv.0.0.weight", {256, 256, 3, 3}},
                         {"roi_heads.box_head.fc7.weight", {1024, 1024}},
                         {"roi_heads.box_predictor.cls_score.weight", {91, 1024}},
                         {"roi_heads.mask_predictor.conv5_mask.weight", {256, 256, 2, 2}}};
  const int blocks[] = {3, 4, 6, 3};
  for (int stage = 1; stage <= 4; ++stage) {
    for (int block = 0; block < blocks[stage - 1]; ++block) {
      shapes[concat("backbone.body.layer", stage, ".", block, ".conv1.weight")] = {64, 64, 1, 1};
    }
  }
  for (int layer = 0; layer < 4; ++layer) {
    shapes[concat("roi_heads.mask_head.", layer, ".0.weight")] = {256, 256, 3, 3};
  }
  return shapes;
}

std::string refusal(const TensorShapes& shapes) {
  return message_of<InputError>([&] { torchvision_config(shapes, "m.pth"); });
}

TEST(TorchvisionNetwork, ShapesSayTheWidthsAndDepths) {
  const nlohmann::json config = torchvision_config(resnet50(), "m.pth");
  EXPECT_EQ(config["features"]["blocks"], (nlohmann::json{3, 4, 6, 3}));
  EXPECT_EQ(config["features"]["base_channels"], 64);
  EXPECT_EQ(config["features"]["fpn_channels"], 256);
  EXPECT_EQ(config["box_head"]["hidden"], 1024);
  EXPECT_EQ(config["masks"]["layers"], 4);
  EXPECT_FALSE(config.contains("classes"));
}

TEST(TorchvisionNetwork, ClassesOfAnotherNumberAreNumbered) {
  TensorShapes shapes = resnet50();
  shapes["roi_heads.box_predictor.cls_score.weight"] = {3, 1024};
  EXPECT_EQ(torchvision_config(shapes, "m.pth")["classes"],
            (nlohmann::json{"background", "class 1", "class 2"}));
}

TEST(TorchvisionNetwork, AnotherNetworkIsNamed) {
  for (const auto& [tensor, message] : std::map<std::string, std::string>{
           {"backbone.bottom_up.stem.conv1.weight", "m.pth: is a model of detectron2"},
           {"backbone.layer1.0.conv1.weight", "m.pth: is a model of mmdetection"},
           {"roi_heads.box_head.0.0.weight", "m.pth: is a maskrcnn_resnet50_fpn_v2"},
           {"roi_heads.keypoint_head.0.weight", "m.pth: is a Keypoint R-CNN"}}) {
    TensorShapes shapes = resnet50();
    shapes[tensor] = {1};
    EXPECT_EQ(refusal(shapes).rfind(message, 0), 0U) << refusal(shapes);
  }
}

TEST(TorchvisionNetwork, WithoutAMaskHeadItIsAFasterRcnn) {
  TensorShapes shapes = resnet50();
  shapes.erase("roi_heads.mask_head.0.0.weight");
  EXPECT_EQ(refusal(shapes),
            "m.pth: is a Faster R-CNN: it has no mask head; expected a Mask R-CNN (no tensor "
            "roi_heads.mask_head.0.0.weight)");
}

TEST(TorchvisionNetwork, GroupedConvolutionsAreAResNeXt) {
  TensorShapes shapes = resnet50();
  shapes["backbone.body.layer1.0.conv2.weight"] = {128, 4, 3, 3};
  EXPECT_EQ(refusal(shapes), "m.pth: has grouped convolutions (a ResNeXt); expected a ResNet");
}

TEST(TorchvisionNetwork, AnythingElseIsSaidByItsMissingTensor) {
  EXPECT_EQ(
      refusal({{"a", {1}}}),
      "m.pth: has no tensor backbone.body.conv1.weight among its 1; expected the state_dict of "
      "torchvision's maskrcnn_resnet50_fpn");
}

TEST(TorchvisionNetwork, ATensorOfTooFewAxesIsRefused) {
  TensorShapes shapes = resnet50();
  shapes["roi_heads.box_head.fc7.weight"] = {};
  EXPECT_EQ(refusal(shapes),
            "m.pth: roi_heads.box_head.fc7.weight has shape (), expected more than 0 axes");
}

}  // namespace
}  // namespace mrcnn
