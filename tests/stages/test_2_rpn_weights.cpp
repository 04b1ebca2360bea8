#include <gtest/gtest.h>

#include "stages/2_proposals/proposals.hpp"

#include "tests/support/model_file.hpp"

namespace mrcnn {
namespace {

using Shape = std::array<std::size_t, 4>;

/// Two anchors a cell, on maps of 5 channels.
ProposalsParams small_params() {
  ProposalsParams params;
  params.aspect_ratios = {1.0F, 2.0F};
  return params;
}

WeightStore store_of(ModelFile& file, const ProposalsParams& params) {
  file.add_random(rpn_tensors(params, 5), 1);
  return file.store();
}

TEST(RpnWeights, EveryLayerHasTheValuesOfItsTensorOutputsLast) {
  ModelFile file;
  const WeightStore store = store_of(file, small_params());
  const auto rpn = load_rpn_weights(store, small_params(), 5);
  ASSERT_EQ(rpn.conv.kernel.shape(), (Shape{3, 3, 5, 5}));
  ASSERT_EQ(rpn.objectness.kernel.shape(), (Shape{1, 1, 5, 2}));
  ASSERT_EQ(rpn.deltas.kernel.shape(), (Shape{1, 1, 5, 8}));
  EXPECT_EQ(rpn.conv.kernel(2, 1, 3, 4),
            store.get<4>("rpn.head.conv.0.0.weight", {5, 5, 3, 3})(4, 3, 2, 1));
  EXPECT_EQ(rpn.objectness.kernel(0, 0, 3, 1),
            store.get<4>("rpn.head.cls_logits.weight", {2, 5, 1, 1})(1, 3, 0, 0));
  EXPECT_EQ(rpn.deltas.kernel(0, 0, 2, 7),
            store.get<4>("rpn.head.bbox_pred.weight", {8, 5, 1, 1})(7, 2, 0, 0));
  EXPECT_EQ(rpn.conv.bias, store.get<1>("rpn.head.conv.0.0.bias", {5}));
  EXPECT_EQ(rpn.objectness.bias, store.get<1>("rpn.head.cls_logits.bias", {2}));
  EXPECT_EQ(rpn.deltas.bias, store.get<1>("rpn.head.bbox_pred.bias", {8}));
}

TEST(RpnWeights, TheHiddenLayerIsAsWideAsTheMapsOrAsTheConfigurationSays) {
  ProposalsParams params = small_params();
  params.conventions.hidden = 3;
  ModelFile file;
  const WeightStore store = store_of(file, params);
  const auto rpn = load_rpn_weights(store, params, 5);
  EXPECT_EQ(rpn.conv.kernel.shape(), (Shape{3, 3, 5, 3}));
  EXPECT_EQ(rpn.objectness.kernel.shape(), (Shape{1, 1, 3, 2}));
  EXPECT_EQ(rpn.deltas.kernel.shape(), (Shape{1, 1, 3, 8}));
}

// The softmax of a pair is the sigmoid of its difference.
TEST(RpnWeights, OfTwoLogitsPerAnchorTheDifferenceObjectMinusBackgroundIsLoaded) {
  ProposalsParams params = small_params();
  params.conventions.hidden = 3;
  params.conventions.logits_per_anchor = 2;
  ModelFile file;
  const WeightStore store = store_of(file, params);
  const auto stored = store.get<4>("rpn.head.cls_logits.weight", {4, 3, 1, 1});
  const auto bias = store.get<1>("rpn.head.cls_logits.bias", {4});
  const auto rpn = load_rpn_weights(store, params, 5);
  ASSERT_EQ(rpn.objectness.kernel.shape(), (Shape{1, 1, 3, 2}));
  for (std::size_t a = 0; a < 2; ++a) {
    EXPECT_EQ(rpn.objectness.bias(a), bias(2 * a + 1) - bias(2 * a));
    for (std::size_t c = 0; c < 3; ++c) {
      EXPECT_EQ(rpn.objectness.kernel(0, 0, c, a),
                stored(2 * a + 1, c, 0, 0) - stored(2 * a, c, 0, 0));
    }
  }
}

}  // namespace
}  // namespace mrcnn
