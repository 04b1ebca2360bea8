#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "common/error.hpp"

#include "stages/pipeline/model/torchvision_network.hpp"

#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

/// The tensors that decide: ResNet-50 with FPN and both heads, 91 classes.
TensorShapes resnet50() {
  TensorShapes shapes = {{"backbone.body.conv1.weight", {64, 3, 7, 7}},
                         {"backbone.body.layer1.0.conv2.weight", {64, 64, 3, 3}},
                         {"backbone.body.layer1.0.conv3.weight", {256, 64, 1, 1}},
                         {"backbone.fpn.inner_blocks.0.0.weight", {256, 256, 1, 1}},
                         {"backbone.fpn.inner_blocks.3.0.weight", {256, 2048, 1, 1}},
                         {"rpn.head.conv.0.0.weight", {256, 256, 3, 3}},
                         {"rpn.head.cls_logits.weight", {3, 256, 1, 1}},
                         {"roi_heads.box_head.fc6.weight", {1024, 12544}},
                         {"roi_heads.box_head.fc7.weight", {1024, 1024}},
                         {"roi_heads.box_predictor.cls_score.weight", {91, 1024}},
                         {"roi_heads.box_predictor.bbox_pred.weight", {364, 1024}},
                         {"roi_heads.mask_predictor.conv5_mask.weight", {256, 256, 2, 2}},
                         {"roi_heads.mask_predictor.mask_fcn_logits.weight", {91, 256, 1, 1}}};
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

void set_classes(TensorShapes& shapes, std::size_t classes) {
  shapes["roi_heads.box_predictor.cls_score.weight"] = {classes, 1024};
  shapes["roi_heads.box_predictor.bbox_pred.weight"] = {4 * classes, 1024};
  shapes["roi_heads.mask_predictor.mask_fcn_logits.weight"] = {classes, 256, 1, 1};
}

std::string refusal(const TensorShapes& shapes) {
  return message_of<InputError>([&] { torchvision_config(shapes, "m.pth"); });
}

TEST(TorchvisionNetwork, ShapesSayTheWidthsAndDepths) {
  const nlohmann::json config = torchvision_config(resnet50(), "m.pth");
  EXPECT_EQ(config["features"]["blocks"], (nlohmann::json{3, 4, 6, 3}));
  EXPECT_EQ(config["features"]["base_channels"], 64);
  EXPECT_EQ(config["features"]["fpn_channels"], 256);
  EXPECT_EQ(config["proposals"]["hidden"], 0);
  EXPECT_EQ(config["box_head"]["pool"], 7);
  EXPECT_EQ(config["box_head"]["hidden"], 1024);
  EXPECT_EQ(config["masks"]["layers"], 4);
  EXPECT_FALSE(config.contains("classes"));
}

TEST(TorchvisionNetwork, ClassesOfAnotherNumberAreNumbered) {
  TensorShapes shapes = resnet50();
  set_classes(shapes, 3);
  EXPECT_EQ(torchvision_config(shapes, "m.pth")["classes"],
            (nlohmann::json{"background", "class 1", "class 2"}));
}

TEST(TorchvisionNetwork, AHeadThatWasNotReplacedContradictsTheOther) {
  TensorShapes shapes = resnet50();
  set_classes(shapes, 3);
  shapes["roi_heads.mask_predictor.mask_fcn_logits.weight"] = {91, 256, 1, 1};
  EXPECT_EQ(refusal(shapes),
            "m.pth: its class tensors contradict each other: "
            "roi_heads.box_predictor.cls_score.weight has 3 classes, "
            "roi_heads.mask_predictor.mask_fcn_logits.weight has 91 rows, expected 3; replace both "
            "predictors for the same number of classes");
}

TEST(TorchvisionNetwork, AnotherNetworkIsNamed) {
  for (const auto& [tensor, message] : std::map<std::string, std::string>{
           {"neck.lateral_convs.0.conv.weight", "m.pth: is a model of mmdetection"},
           {"roi_heads.box_head.0.0.weight", "m.pth: is a maskrcnn_resnet50_fpn_v2"},
           {"head.classification_head.cls_logits.weight", "m.pth: is a RetinaNet"},
           {"backbone.fpn.inner_blocks.4.0.weight", "m.pth: has a pyramid of more than four"}}) {
    TensorShapes shapes = resnet50();
    shapes[tensor] = {1};
    EXPECT_EQ(refusal(shapes).rfind(message, 0), 0U) << refusal(shapes);
    EXPECT_TRUE(refusal(shapes).ends_with("mrcnn fetch coco-r50 -o MODEL.safetensors"));
  }
}

TEST(TorchvisionNetwork, AnotherResNetIsNamed) {
  TensorShapes grouped = resnet50();
  grouped["backbone.body.layer1.0.conv2.weight"] = {128, 4, 3, 3};
  EXPECT_EQ(refusal(grouped).rfind("m.pth: has grouped convolutions (a ResNeXt)", 0), 0U);
  TensorShapes wide = resnet50();
  wide["backbone.body.layer1.0.conv2.weight"] = {128, 128, 3, 3};
  EXPECT_EQ(refusal(wide).rfind("m.pth: has wide bottleneck blocks (a Wide ResNet)", 0), 0U);
  TensorShapes basic = resnet50();
  basic.erase("backbone.body.layer1.0.conv3.weight");
  EXPECT_EQ(refusal(basic).rfind("m.pth: has a ResNet of basic blocks (18 or 34 layers)", 0), 0U);
}

TEST(TorchvisionNetwork, WithoutAMaskHeadItHasABoxHeadOnly) {
  TensorShapes shapes = resnet50();
  EXPECT_TRUE(has_mask_head(shapes));
  std::erase_if(shapes,
                [](const auto& entry) { return entry.first.starts_with("roi_heads.mask_"); });
  EXPECT_FALSE(has_mask_head(shapes));
  EXPECT_FALSE(torchvision_config(shapes, "m.pth").contains("masks"));
}

TEST(TorchvisionNetwork, AnythingElseIsSaidByItsMissingTensor) {
  EXPECT_EQ(refusal({{"a", {1}}}),
            "m.pth: has no tensor backbone.body.conv1.weight among its 1; expected the state_dict "
            "of torchvision's maskrcnn_resnet50_fpn; weights that fit: mrcnn fetch coco-r50 -o "
            "MODEL.safetensors");
}

TEST(TorchvisionNetwork, ATensorOfTooFewAxesIsRefused) {
  TensorShapes shapes = resnet50();
  shapes["roi_heads.box_head.fc7.weight"] = {};
  EXPECT_EQ(refusal(shapes),
            "m.pth: roi_heads.box_head.fc7.weight has shape (), expected more than 0 axes");
}

TEST(WhyNot, OptionsUnderWhichTheTensorsFitAreListed) {
  TensorShapes shapes = resnet50();
  set_classes(shapes, 3);
  EXPECT_EQ(why_not(shapes, Config{}, "m", false),
            "; its tensors agree among themselves and fit --set "
            "classes=background,NAME1,NAME2 --set features.blocks=3,4,6,3");
}

TEST(WhyNot, OtherAspectRatiosAreSaidByTheirNumber) {
  TensorShapes shapes = resnet50();
  shapes["rpn.head.cls_logits.weight"] = {5, 256, 1, 1};
  Config config;
  config.features.blocks = {3, 4, 6, 3};
  EXPECT_EQ(why_not(shapes, config, "m", false),
            "; its region proposal network has 5 anchors per cell: several sizes per level, which "
            "this program does not have, or 5 aspect ratios: --set "
            "proposals.aspect_ratios=RATIO1,...,RATIO5");
}

TEST(WhyNot, ADamagedFileOfOursIsNoOtherNetwork) {
  TensorShapes shapes = resnet50();
  shapes.erase("roi_heads.box_head.fc7.weight");
  EXPECT_EQ(why_not(shapes, Config{}, "m", true), "");
  EXPECT_EQ(why_not(shapes, Config{}, "m", false).rfind("; it has no box head (no tensor ", 0), 0U);
}

}  // namespace
}  // namespace mrcnn
