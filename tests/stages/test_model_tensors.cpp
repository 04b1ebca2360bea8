// What the stages expect of a model file, together: torchvision's state_dict.
#include <set>

#include <gtest/gtest.h>

#include "stages/1_features/features.hpp"
#include "stages/2_proposals/proposals.hpp"
#include "stages/4_box_head/box_head.hpp"
#include "stages/6_masks/masks.hpp"

namespace mrcnn {
namespace {

/// Everything that shapes a model.
struct Layout {
  FeaturesParams features;
  ProposalsParams proposals;
  BoxHeadNetwork box_head;
  MaskHeadNetwork masks;
  int classes = 91;
};

std::vector<TensorSpec> tensors_of(const Layout& layout) {
  const int channels = layout.features.fpn_channels;
  std::vector<TensorSpec> all = features_tensors(layout.features);
  for (const auto& part : {rpn_tensors(layout.proposals, channels),
                           box_head_tensors(layout.box_head, {channels, layout.classes}),
                           mask_head_tensors(layout.masks, {channels, layout.classes})}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

std::size_t count_values(const std::vector<TensorSpec>& specs) {
  std::size_t sum = 0;
  for (const TensorSpec& spec : specs) {
    std::size_t count = 1;
    for (const std::size_t extent : spec.shape) {
      count *= extent;
    }
    sum += count;
  }
  return sum;
}

std::vector<std::size_t> shape_of(const std::vector<TensorSpec>& specs, const std::string& name) {
  for (const TensorSpec& spec : specs) {
    if (spec.name == name) {
      return spec.shape;
    }
  }
  return {};
}

TEST(ModelTensors, FiftyLayersHave307TensorsAnd101Have562WithTorchvisionsNumberOfValues) {
  Layout layout;
  layout.features.blocks = {3, 4, 6, 3};
  EXPECT_EQ(tensors_of(layout).size(), 307U);
  EXPECT_EQ(count_values(tensors_of(layout)), 44'507'633U);
  const std::vector<TensorSpec> r101 = tensors_of({});
  EXPECT_EQ(r101.size(), 562U);
  EXPECT_EQ(count_values(r101), 63'551'985U);
}

TEST(ModelTensors, NamesAndShapesAreThoseOfTheStateDict) {
  using Shape = std::vector<std::size_t>;
  const std::vector<TensorSpec> specs = tensors_of({});
  const std::vector<std::pair<std::string, Shape>> table = {
      {"backbone.body.conv1.weight", {64, 3, 7, 7}},
      {"backbone.body.bn1.running_var", {64}},
      {"backbone.body.layer1.0.conv1.weight", {64, 64, 1, 1}},
      {"backbone.body.layer1.0.downsample.0.weight", {256, 64, 1, 1}},
      {"backbone.body.layer1.2.conv1.weight", {64, 256, 1, 1}},
      {"backbone.body.layer2.0.conv1.weight", {128, 256, 1, 1}},
      {"backbone.body.layer2.0.conv2.weight", {128, 128, 3, 3}},
      {"backbone.body.layer3.22.conv3.weight", {1024, 256, 1, 1}},
      {"backbone.body.layer4.0.downsample.0.weight", {2048, 1024, 1, 1}},
      {"backbone.body.layer4.0.downsample.1.running_mean", {2048}},
      {"backbone.fpn.inner_blocks.3.0.weight", {256, 2048, 1, 1}},
      {"backbone.fpn.layer_blocks.0.0.weight", {256, 256, 3, 3}},
      {"rpn.head.conv.0.0.weight", {256, 256, 3, 3}},
      {"rpn.head.cls_logits.weight", {3, 256, 1, 1}},
      {"rpn.head.bbox_pred.bias", {12}},
      {"roi_heads.box_head.fc6.weight", {1024, 12544}},
      {"roi_heads.box_head.fc7.weight", {1024, 1024}},
      {"roi_heads.box_predictor.cls_score.weight", {91, 1024}},
      {"roi_heads.box_predictor.bbox_pred.bias", {364}},
      {"roi_heads.mask_head.3.0.weight", {256, 256, 3, 3}},
      {"roi_heads.mask_predictor.conv5_mask.weight", {256, 256, 2, 2}},
      {"roi_heads.mask_predictor.mask_fcn_logits.weight", {91, 256, 1, 1}},
  };
  for (const auto& [name, shape] : table) {
    EXPECT_EQ(shape_of(specs, name), shape) << name;
  }
  EXPECT_EQ(shape_of(specs, "backbone.body.layer1.1.downsample.0.weight"), Shape{});
}

TEST(ModelTensors, NoNameIsListedTwice) {
  std::set<std::string> names;
  for (const TensorSpec& spec : tensors_of({})) {
    EXPECT_TRUE(names.insert(spec.name).second) << spec.name;
  }
}

/// The layout of matterport's mask_rcnn_coco.h5.
Layout matterport_layout() {
  Layout layout;
  layout.features.conv_bias = true;
  layout.proposals.conventions.hidden = 512;
  layout.proposals.conventions.logits_per_anchor = 2;
  layout.box_head.batch_norm = true;
  layout.masks.batch_norm = true;
  layout.classes = 81;
  return layout;
}

TEST(ModelTensors, MatterportsFileHas690TensorsAndAsManyValuesAsKerasCounts) {
  const std::vector<TensorSpec> specs = tensors_of(matterport_layout());
  EXPECT_EQ(specs.size(), 690U);
  EXPECT_EQ(count_values(specs), 64'158'584U);
  using Shape = std::vector<std::size_t>;
  const std::vector<std::pair<std::string, Shape>> table = {
      {"backbone.body.conv1.bias", {64}},
      {"backbone.body.layer2.0.downsample.0.bias", {512}},
      {"rpn.head.conv.0.0.weight", {512, 256, 3, 3}},
      {"rpn.head.cls_logits.weight", {6, 512, 1, 1}},
      {"rpn.head.bbox_pred.weight", {12, 512, 1, 1}},
      {"roi_heads.box_head.bn6.running_mean", {1024}},
      {"roi_heads.box_head.bn7.weight", {1024}},
      {"roi_heads.mask_head.3.1.running_var", {256}},
      {"roi_heads.mask_head.3.0.bias", {256}},
  };
  for (const auto& [name, shape] : table) {
    EXPECT_EQ(shape_of(specs, name), shape) << name;
  }
}

}  // namespace
}  // namespace mrcnn
