// What the stages expect of a model file, together: torchvision's state_dict.
#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "stages/1_features/features.hpp"
#include "stages/2_proposals/proposals.hpp"
#include "stages/4_box_head/box_head.hpp"
#include "stages/6_masks/masks.hpp"

#include "tests/support/model_file.hpp"

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

/// A small model of uneven extents, so that two of them cannot be mistaken for each other.
Layout small_layout() {
  Layout layout;
  layout.features = {.blocks = {2, 1, 3, 1}, .base_channels = 2, .fpn_channels = 5};
  layout.proposals.aspect_ratios = {0.5F, 1.0F};
  layout.box_head.pool = 3;
  layout.box_head.hidden = 7;
  layout.masks = {.pool = 4, .layers = 2, .hidden = 6};
  layout.classes = 4;
  return layout;
}

TEST(ModelTensors, EveryStageLoadsWhatItListsIntoTheShapesItReads) {
  const Layout layout = small_layout();
  ModelFile file;
  file.add_random(tensors_of(layout), 1);
  const WeightStore store = file.store();
  EXPECT_NO_THROW(store.check(tensors_of(layout)));

  const auto net = load_features_weights(store, layout.features);
  using Shape4 = std::array<std::size_t, 4>;
  EXPECT_EQ(net.stem.kernel.shape(), (Shape4{7, 7, 3, 2}));
  EXPECT_EQ(net.stages[2].size(), 3U);
  EXPECT_TRUE(net.stages[2][0].has_projection);
  EXPECT_FALSE(net.stages[2][1].has_projection);
  EXPECT_EQ(net.stages[0][0].conv_stride, 1);
  EXPECT_EQ(net.stages[2][0].conv_stride, 2);
  EXPECT_EQ(net.stages[2][1].conv_stride, 1);
  EXPECT_EQ(net.stages[2][0].project.kernel.shape(), (Shape4{1, 1, 16, 32}));
  EXPECT_EQ(net.lateral[3].kernel.shape(), (Shape4{1, 1, 64, 5}));
  EXPECT_EQ(net.output[0].kernel.shape(), (Shape4{3, 3, 5, 5}));

  const auto rpn = load_rpn_weights(store, layout.proposals, 5);
  EXPECT_EQ(rpn.objectness.kernel.shape(), (Shape4{1, 1, 5, 2}));
  EXPECT_EQ(rpn.deltas.kernel.shape(), (Shape4{1, 1, 5, 8}));

  const auto box = load_box_head_weights(store, layout.box_head, {5, 4});
  EXPECT_EQ(box.fc6.matrix.shape(), (std::array<std::size_t, 2>{45, 7}));
  EXPECT_EQ(box.deltas.matrix.shape(), (std::array<std::size_t, 2>{7, 16}));

  const auto masks = load_mask_head_weights(store, layout.masks, {5, 4});
  ASSERT_EQ(masks.convs.size(), 2U);
  EXPECT_EQ(masks.convs[0].kernel.shape(), (Shape4{3, 3, 5, 6}));
  EXPECT_EQ(masks.convs[1].kernel.shape(), (Shape4{3, 3, 6, 6}));
  EXPECT_EQ(masks.upsample.kernel.shape(), (Shape4{2, 2, 6, 6}));
  EXPECT_EQ(masks.logits.kernel.shape(), (Shape4{1, 1, 6, 4}));
}

TEST(ModelTensors, ALoadedNetRunsFromPixelsToThePyramid) {
  const Layout layout = small_layout();
  ModelFile file;
  file.add_random(tensors_of(layout), 2);
  const auto net = load_features_weights(file.store(), layout.features);
  const NetworkInput<Host> input{random_tensor({64, 32, 3}, 3), {64, 32}, {64, 32}};
  const auto pyramid = features(input, net);
  ASSERT_EQ(pyramid.levels.size(), 5U);
  EXPECT_EQ(pyramid.levels[0].shape(), (std::array<std::size_t, 3>{16, 8, 5}));
  EXPECT_EQ(pyramid.levels[4].shape(), (std::array<std::size_t, 3>{1, 1, 5}));
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

TEST(ModelTensors, TheStrideOfAStageIsLoadedIntoTheLayerThatCarriesIt) {
  Layout layout = small_layout();
  layout.features.stride_in_1x1 = true;
  layout.features.pool_padding = PoolPadding::same;
  ModelFile file;
  file.add_random(tensors_of(layout), 1);
  const auto net = load_features_weights(file.store(), layout.features);
  EXPECT_EQ(net.stages[2][0].reduce_stride, 2);
  EXPECT_EQ(net.stages[2][0].conv_stride, 1);
  EXPECT_EQ(net.stages[0][0].reduce_stride, 1);
  EXPECT_EQ(net.pool_padding, PoolPadding::same);
}

TEST(ModelTensors, OfTwoLogitsPerAnchorTheDifferenceObjectMinusBackgroundIsLoaded) {
  ProposalsParams params;
  params.aspect_ratios = {1.0F, 2.0F};
  params.conventions.hidden = 3;
  params.conventions.logits_per_anchor = 2;
  ModelFile file;
  file.add_random(rpn_tensors(params, 5), 1);
  const WeightStore store = file.store();
  const auto stored = store.get<4>("rpn.head.cls_logits.weight", {4, 3, 1, 1});
  const auto bias = store.get<1>("rpn.head.cls_logits.bias", {4});
  const auto rpn = load_rpn_weights(store, params, 5);
  ASSERT_EQ(rpn.objectness.kernel.shape(), (std::array<std::size_t, 4>{1, 1, 3, 2}));
  for (std::size_t a = 0; a < 2; ++a) {
    EXPECT_EQ(rpn.objectness.bias(a), bias(2 * a + 1) - bias(2 * a));
    for (std::size_t c = 0; c < 3; ++c) {
      EXPECT_EQ(rpn.objectness.kernel(0, 0, c, a),
                stored(2 * a + 1, c, 0, 0) - stored(2 * a, c, 0, 0));
    }
  }
}

/// gain (x - mean) / sqrt(variance + eps) + shift, of output channel o of a layer.
double normed(const WeightStore& store, const std::string& norm, std::size_t channels,
              std::size_t o, double x) {
  const auto part = [&](const char* name) {
    return static_cast<double>(store.get<1>(norm + name, {channels})(o));
  };
  return part(".weight") * (x - part(".running_mean")) / std::sqrt(part(".running_var") + 1e-3) +
         part(".bias");
}

// A layer answers w x + b; with its batch norm folded in, what the norm makes of that.
TEST(ModelTensors, ABatchNormBehindALayerWithBiasIsFoldedIntoIt) {
  Layout layout = small_layout();
  layout.features.conv_bias = true;
  layout.features.bn_eps = 1e-3F;
  layout.box_head.batch_norm = true;
  layout.box_head.bn_eps = 1e-3F;
  layout.masks.batch_norm = true;
  layout.masks.bn_eps = 1e-3F;
  ModelFile file;
  file.add_random(tensors_of(layout), 4);
  const WeightStore store = file.store();
  EXPECT_NO_THROW(store.check(tensors_of(layout)));

  const auto stem = load_features_weights(store, layout.features).stem;
  const auto stem_bias = store.get<1>("backbone.body.conv1.bias", {2});
  EXPECT_NEAR(stem.bias(1), normed(store, "backbone.body.bn1", 2, 1, stem_bias(1)), 1e-6);

  const auto box = load_box_head_weights(store, layout.box_head, {5, 4});
  const auto matrix = store.get<2>("roi_heads.box_head.fc7.weight", {7, 7});
  const auto bias = store.get<1>("roi_heads.box_head.fc7.bias", {7});
  for (std::size_t o = 0; o < 7; ++o) {
    const std::string norm = "roi_heads.box_head.bn7";
    EXPECT_NEAR(box.fc7.bias(o), normed(store, norm, 7, o, bias(o)), 1e-6);
    EXPECT_NEAR(box.fc7.matrix(3, o) + box.fc7.bias(o),
                normed(store, norm, 7, o, static_cast<double>(matrix(o, 3)) + bias(o)), 1e-6);
  }

  const auto masks = load_mask_head_weights(store, layout.masks, {5, 4});
  const auto kernel = store.get<4>("roi_heads.mask_head.1.0.weight", {6, 6, 3, 3});
  const auto mask_bias = store.get<1>("roi_heads.mask_head.1.0.bias", {6});
  EXPECT_NEAR(masks.convs[1].kernel(0, 2, 4, 5) + masks.convs[1].bias(5),
              normed(store, "roi_heads.mask_head.1.1", 6, 5,
                     static_cast<double>(kernel(5, 4, 0, 2)) + mask_bias(5)),
              1e-6);
}

}  // namespace
}  // namespace mrcnn
