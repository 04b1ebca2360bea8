#include <gtest/gtest.h>

#include "stages/6_masks/mask_head_weights.hpp"

#include "tests/stages/folded_norm.hpp"
#include "tests/support/model_file.hpp"

namespace mrcnn {
namespace {

using Shape = std::array<std::size_t, 4>;

constexpr HeadShape kShape{.channels = 5, .classes = 4};

MaskHeadNetwork small_network(bool batch_norm = false) {
  return {.pool = 4, .layers = 3, .hidden = 6, .batch_norm = batch_norm, .bn_eps = 1e-3F};
}

WeightStore store_of(ModelFile& file, const MaskHeadNetwork& network) {
  file.add_random(mask_head_tensors(network, kShape), 4);
  return file.store();
}

// A file has the transposed convolution as (inputs, outputs, ky, kx), the others as (outputs,
// inputs, ky, kx).
TEST(MaskHeadWeights, EveryLayerHasTheValuesOfItsTensorOutputsLast) {
  ModelFile file;
  const WeightStore store = store_of(file, small_network());
  const auto head = load_mask_head_weights(store, small_network(), kShape);
  ASSERT_EQ(head.convs.size(), 3U);
  for (std::size_t layer = 0; layer < 3; ++layer) {
    const std::string name = "roi_heads.mask_head." + std::to_string(layer) + ".0";
    const std::size_t inputs = layer == 0 ? 5 : 6;
    ASSERT_EQ(head.convs[layer].kernel.shape(), (Shape{3, 3, inputs, 6}));
    EXPECT_EQ(head.convs[layer].kernel(2, 1, 4, 3),
              store.get<4>(name + ".weight", {6, inputs, 3, 3})(3, 4, 2, 1));
    EXPECT_EQ(head.convs[layer].bias, store.get<1>(name + ".bias", {6}));
  }
  ASSERT_EQ(head.upsample.kernel.shape(), (Shape{2, 2, 6, 6}));
  EXPECT_EQ(head.upsample.kernel(1, 0, 2, 5),
            store.get<4>("roi_heads.mask_predictor.conv5_mask.weight", {6, 6, 2, 2})(2, 5, 1, 0));
  EXPECT_EQ(head.upsample.bias, store.get<1>("roi_heads.mask_predictor.conv5_mask.bias", {6}));
  ASSERT_EQ(head.logits.kernel.shape(), (Shape{1, 1, 6, 4}));
  EXPECT_EQ(
      head.logits.kernel(0, 0, 5, 2),
      store.get<4>("roi_heads.mask_predictor.mask_fcn_logits.weight", {4, 6, 1, 1})(2, 5, 0, 0));
  EXPECT_EQ(head.logits.bias, store.get<1>("roi_heads.mask_predictor.mask_fcn_logits.bias", {4}));
}

TEST(MaskHeadWeights, ABatchNormAfterAConvolutionIsFoldedIntoIt) {
  ModelFile file;
  const WeightStore store = store_of(file, small_network(true));
  const auto head = load_mask_head_weights(store, small_network(true), kShape);
  for (std::size_t layer = 0; layer < 3; ++layer) {
    const std::string name = "roi_heads.mask_head." + std::to_string(layer);
    const std::size_t inputs = layer == 0 ? 5 : 6;
    const auto kernel = store.get<4>(name + ".0.weight", {6, inputs, 3, 3});
    const auto bias = store.get<1>(name + ".0.bias", {6});
    for (std::size_t o = 0; o < 6; ++o) {
      EXPECT_NEAR(head.convs[layer].bias(o), normed(store, name + ".1", 6, o, bias(o), 1e-3), 1e-6);
      EXPECT_NEAR(
          head.convs[layer].kernel(0, 2, 4, o) + head.convs[layer].bias(o),
          normed(store, name + ".1", 6, o, static_cast<double>(kernel(o, 4, 0, 2)) + bias(o), 1e-3),
          1e-6);
    }
  }
}

}  // namespace
}  // namespace mrcnn
