#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/1_features/features.hpp"

#include "tests/stages/folded_norm.hpp"
#include "tests/support/message.hpp"
#include "tests/support/model_file.hpp"

namespace mrcnn {
namespace {

using Shape = std::array<std::size_t, 4>;

/// Uneven extents, so that no two kinds of layers can be mistaken for each other.
FeaturesParams small_params() {
  return {.blocks = {2, 1, 3, 1}, .base_channels = 2, .fpn_channels = 5, .bn_eps = 1e-3F};
}

class FeaturesWeightsOf : public testing::Test {
 protected:
  FeaturesWeights<Host> load(const FeaturesParams& params) {
    file_.add_random(features_tensors(params), 1);
    store_ = file_.store();
    return load_features_weights(store_, params);
  }

  /// The layer is the convolution `conv` with the batch norm `norm` folded in: one output channel's
  /// bias is what the norm makes of 0, or of the convolution's own bias, and every weight adds its
  /// share.
  void expect_folded(const Conv2dWeights<Host>& layer, const std::string& conv,
                     const std::string& norm, bool has_bias = false) const {
    const auto& [height, width, inputs, outputs] = layer.kernel.shape();
    const auto kernel = store_.get<4>(conv + ".weight", {outputs, inputs, height, width});
    for (std::size_t o = 0; o < outputs; ++o) {
      const double own = has_bias ? store_.get<1>(conv + ".bias", {outputs})(o) : 0.0;
      const double bias = normed(store_, norm, outputs, o, own, 1e-3);
      EXPECT_NEAR(layer.bias(o), bias, 1e-5) << conv;
      for (std::size_t i = 0; i < inputs; ++i) {
        const double with_weight = normed(store_, norm, outputs, o, own + kernel(o, i, 0, 0), 1e-3);
        EXPECT_NEAR(layer.kernel(0, 0, i, o), with_weight - bias, 1e-5) << conv;
      }
    }
  }

  ModelFile file_;
  WeightStore store_;
};

TEST_F(FeaturesWeightsOf, EveryLayerHasItsShape) {
  const auto net = load(small_params());
  EXPECT_EQ(net.stem.kernel.shape(), (Shape{7, 7, 3, 2}));
  for (std::size_t stage = 0; stage < 4; ++stage) {
    EXPECT_EQ(std::ssize(net.stages[stage]), small_params().blocks[stage]);
  }
  const Bottleneck<Host>& first = net.stages[2][0];
  EXPECT_EQ(first.reduce.kernel.shape(), (Shape{1, 1, 16, 8}));
  EXPECT_EQ(first.conv.kernel.shape(), (Shape{3, 3, 8, 8}));
  EXPECT_EQ(first.expand.kernel.shape(), (Shape{1, 1, 8, 32}));
  EXPECT_EQ(first.project.kernel.shape(), (Shape{1, 1, 16, 32}));
  EXPECT_EQ(net.stages[2][1].reduce.kernel.shape(), (Shape{1, 1, 32, 8}));
  EXPECT_EQ(net.stages[0][0].project.kernel.shape(), (Shape{1, 1, 2, 8}));
  EXPECT_EQ(net.lateral[3].kernel.shape(), (Shape{1, 1, 64, 5}));
  EXPECT_EQ(net.output[0].kernel.shape(), (Shape{3, 3, 5, 5}));
}

TEST_F(FeaturesWeightsOf, OnlyTheFirstBlockOfAStageProjectsItsShortcut) {
  for (const auto& stage : load(small_params()).stages) {
    for (std::size_t b = 0; b < stage.size(); ++b) {
      EXPECT_EQ(stage[b].has_projection, b == 0);
      EXPECT_EQ(stage[b].project.kernel.size() > 0, b == 0);
    }
  }
}

TEST_F(FeaturesWeightsOf, EveryLayerHasTheValuesOfItsOwnTensorsWithTheBatchNormFoldedIn) {
  const auto net = load(small_params());
  expect_folded(net.stem, "backbone.body.conv1", "backbone.body.bn1");
  for (const auto& [stage, block] : std::vector<std::pair<int, int>>{{0, 0}, {0, 1}, {2, 2}}) {
    const std::string name = concat("backbone.body.layer", stage + 1, ".", block, ".");
    const Bottleneck<Host>& layers =
        net.stages[static_cast<std::size_t>(stage)][static_cast<std::size_t>(block)];
    expect_folded(layers.reduce, name + "conv1", name + "bn1");
    expect_folded(layers.conv, name + "conv2", name + "bn2");
    expect_folded(layers.expand, name + "conv3", name + "bn3");
  }
  expect_folded(net.stages[3][0].project, "backbone.body.layer4.0.downsample.0",
                "backbone.body.layer4.0.downsample.1");
  for (std::size_t level = 0; level < 4; ++level) {
    const std::string number = std::to_string(level) + ".0";
    EXPECT_EQ(net.lateral[level].bias,
              store_.get<1>("backbone.fpn.inner_blocks." + number + ".bias", {5}));
    EXPECT_EQ(net.output[level].bias,
              store_.get<1>("backbone.fpn.layer_blocks." + number + ".bias", {5}));
  }
}

TEST_F(FeaturesWeightsOf, AConvolutionsOwnBiasGoesThroughTheBatchNorm) {
  FeaturesParams params = small_params();
  params.conv_bias = true;
  const auto net = load(params);
  expect_folded(net.stem, "backbone.body.conv1", "backbone.body.bn1", true);
  expect_folded(net.stages[1][0].project, "backbone.body.layer2.0.downsample.0",
                "backbone.body.layer2.0.downsample.1", true);
}

TEST_F(FeaturesWeightsOf, EveryStageButTheFirstHalvesItsMapInItsFirst3x3) {
  const auto net = load(small_params());
  EXPECT_EQ(net.stages[0][0].conv_stride, 1);
  EXPECT_EQ(net.stages[1][0].conv_stride, 2);
  EXPECT_EQ(net.stages[2][0].conv_stride, 2);
  EXPECT_EQ(net.stages[2][1].conv_stride, 1);
  EXPECT_EQ(net.stages[2][0].reduce_stride, 1);
  EXPECT_EQ(net.pool_padding, PoolPadding::symmetric);
}

TEST_F(FeaturesWeightsOf, OrInItsFirst1x1) {
  FeaturesParams params = small_params();
  params.stride_in_1x1 = true;
  params.pool_padding = PoolPadding::same;
  const auto net = load(params);
  EXPECT_EQ(net.stages[0][0].reduce_stride, 1);
  EXPECT_EQ(net.stages[2][0].reduce_stride, 2);
  EXPECT_EQ(net.stages[2][0].conv_stride, 1);
  EXPECT_EQ(net.stages[2][1].reduce_stride, 1);
  EXPECT_EQ(net.pool_padding, PoolPadding::same);
}

TEST_F(FeaturesWeightsOf, ALoadedNetRunsFromPixelsToThePyramid) {
  const auto net = load(small_params());
  const NetworkInput<Host> input{random_tensor({64, 32, 3}, 3), {64, 32}, {64, 32}};
  const auto pyramid = features(input, net);
  ASSERT_EQ(pyramid.levels.size(), 5U);
  EXPECT_EQ(pyramid.levels[0].shape(), (std::array<std::size_t, 3>{16, 8, 5}));
  EXPECT_EQ(pyramid.levels[4].shape(), (std::array<std::size_t, 3>{1, 1, 5}));
}

TEST_F(FeaturesWeightsOf, AnotherNumberOfBlocksIsNamedByTheFirstTensorThatIsMissing) {
  (void)load(small_params());
  FeaturesParams deeper = small_params();
  deeper.blocks[1] = 2;
  EXPECT_EQ(
      message_of<InputError>([&] { (void)load_features_weights(store_, deeper); }),
      file_.path() +
          ": tensor backbone.body.layer2.1.conv1.weight is missing, expected shape (4, 16, 1, 1)");
}

}  // namespace
}  // namespace mrcnn
