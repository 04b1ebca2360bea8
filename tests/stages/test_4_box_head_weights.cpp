#include <gtest/gtest.h>

#include "stages/4_box_head/box_head_weights.hpp"

#include "tests/stages/folded_norm.hpp"
#include "tests/support/model_file.hpp"

namespace mrcnn {
namespace {

using Shape = std::array<std::size_t, 2>;

constexpr HeadShape kShape{.channels = 5, .classes = 4};

BoxHeadNetwork small_network(bool batch_norm = false) {
  return {.pool = 3, .hidden = 7, .batch_norm = batch_norm, .bn_eps = 1e-3F};
}

WeightStore store_of(ModelFile& file, const BoxHeadNetwork& network) {
  file.add_random(box_head_tensors(network, kShape), 4);
  return file.store();
}

// A file has (outputs, inputs); the 45 inputs of fc6 are (c, y, x) there and (y, x, c) here.
TEST(BoxHeadWeights, EveryLayerHasTheValuesOfItsTensorOutputsLast) {
  ModelFile file;
  const WeightStore store = store_of(file, small_network());
  const auto head = load_box_head_weights(store, small_network(), kShape);
  ASSERT_EQ(head.fc6.matrix.shape(), (Shape{45, 7}));
  ASSERT_EQ(head.fc7.matrix.shape(), (Shape{7, 7}));
  ASSERT_EQ(head.classes.matrix.shape(), (Shape{7, 4}));
  ASSERT_EQ(head.deltas.matrix.shape(), (Shape{7, 16}));
  const auto fc6 = store.get<2>("roi_heads.box_head.fc6.weight", {7, 45});
  for (std::size_t c = 0; c < 5; ++c) {
    for (std::size_t cell = 0; cell < 9; ++cell) {
      EXPECT_EQ(head.fc6.matrix(cell * 5 + c, 6), fc6(6, c * 9 + cell));
    }
  }
  EXPECT_EQ(head.fc7.matrix(2, 3), store.get<2>("roi_heads.box_head.fc7.weight", {7, 7})(3, 2));
  EXPECT_EQ(head.classes.matrix(6, 1),
            store.get<2>("roi_heads.box_predictor.cls_score.weight", {4, 7})(1, 6));
  EXPECT_EQ(head.deltas.matrix(5, 15),
            store.get<2>("roi_heads.box_predictor.bbox_pred.weight", {16, 7})(15, 5));
  EXPECT_EQ(head.fc6.bias, store.get<1>("roi_heads.box_head.fc6.bias", {7}));
  EXPECT_EQ(head.fc7.bias, store.get<1>("roi_heads.box_head.fc7.bias", {7}));
  EXPECT_EQ(head.classes.bias, store.get<1>("roi_heads.box_predictor.cls_score.bias", {4}));
  EXPECT_EQ(head.deltas.bias, store.get<1>("roi_heads.box_predictor.bbox_pred.bias", {16}));
}

// A layer answers w x + b; with its batch norm folded in, what the norm makes of that.
TEST(BoxHeadWeights, ABatchNormAfterAHiddenLayerIsFoldedIntoIt) {
  ModelFile file;
  const WeightStore store = store_of(file, small_network(true));
  const auto head = load_box_head_weights(store, small_network(true), kShape);
  const auto fc6_bias = store.get<1>("roi_heads.box_head.fc6.bias", {7});
  const auto fc7 = store.get<2>("roi_heads.box_head.fc7.weight", {7, 7});
  const auto fc7_bias = store.get<1>("roi_heads.box_head.fc7.bias", {7});
  for (std::size_t o = 0; o < 7; ++o) {
    EXPECT_NEAR(head.fc6.bias(o), normed(store, "roi_heads.box_head.bn6", 7, o, fc6_bias(o), 1e-3),
                1e-6);
    EXPECT_NEAR(head.fc7.bias(o), normed(store, "roi_heads.box_head.bn7", 7, o, fc7_bias(o), 1e-3),
                1e-6);
    EXPECT_NEAR(head.fc7.matrix(3, o) + head.fc7.bias(o),
                normed(store, "roi_heads.box_head.bn7", 7, o,
                       static_cast<double>(fc7(o, 3)) + fc7_bias(o), 1e-3),
                1e-6);
  }
  EXPECT_EQ(head.classes.bias, store.get<1>("roi_heads.box_predictor.cls_score.bias", {4}));
}

}  // namespace
}  // namespace mrcnn
