#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "common/error.hpp"

#include "stages/pipeline/model/torchvision_network.hpp"

#include "tests/model/resnet50_shapes.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

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

TEST(TorchvisionNetwork, AnythingElseIsNamedByItsMissingTensor) {
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

}  // namespace
}  // namespace mrcnn
