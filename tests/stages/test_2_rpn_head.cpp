#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/2_proposals/proposals.hpp"

#include "tests/support/boxes.hpp"
#include "tests/support/close.hpp"
#include "tests/support/message.hpp"
#include "tests/support/random.hpp"

namespace mrcnn {
namespace {

using Map = HostTensor<float, 3>;

/// One channel in, `outputs` out, each the input times its factor.
Conv2dWeights<Host> factors(const std::vector<float>& outputs) {
  Conv2dWeights<Host> conv{make_tensor<float>({1, 1, 1, outputs.size()}),
                           filled_tensor<float>({outputs.size()}, 0.0F)};
  std::copy(outputs.begin(), outputs.end(), conv.kernel.begin());
  return conv;
}

/// Two anchors per cell; logits are the cell times 1 and 10, deltas the cell times 1 .. 8.
RpnWeights<Host> plain_weights() {
  Conv2dWeights<Host> centre{filled_tensor<float>({3, 3, 1, 1}, 0.0F), list<float>({0})};
  centre.kernel(1, 1, 0, 0) = 1.0F;
  return {centre, factors({1, 10}), factors({1, 2, 3, 4, 5, 6, 7, 8})};
}

Map counted(std::size_t height, std::size_t width, float first) {
  auto map = make_tensor<float>({height, width, 1});
  for (std::size_t i = 0; i < map.size(); ++i) {
    map.data()[i] = first + static_cast<float>(i);
  }
  return map;
}

const ProposalsParams kTwoLevels{.anchor_sizes = {4, 8}, .aspect_ratios = {1.0F, 4.0F}};

//  P2:  1 2      P3:  100
//       3 4
TEST(RpnHead, AnswersAreInTheOrderLevelRowColumnRatio) {
  const FeaturePyramid<Host> pyramid{{counted(2, 2, 1), counted(1, 1, 100)}};
  const RpnOutput<Host> out = rpn_head(pyramid, {8, 16}, plain_weights(), kTwoLevels);
  EXPECT_EQ(values(out.anchor_levels), (std::vector<std::int32_t>{2, 2, 2, 2, 2, 2, 2, 2, 3, 3}));
  EXPECT_EQ(values(out.objectness), (std::vector<float>{1, 10, 2, 20, 3, 30, 4, 40, 100, 1000}));
  ASSERT_EQ(out.deltas.shape(), (std::array<std::size_t, 2>{10, 4}));
  for (std::size_t k = 0; k < 4; ++k) {
    const auto factor = static_cast<float>(k + 1);
    EXPECT_EQ(out.deltas(2, k), 2.0F * factor);           // second cell of P2, first ratio
    EXPECT_EQ(out.deltas(3, k), 2.0F * (factor + 4.0F));  // second ratio: channels 4 .. 7
    EXPECT_EQ(out.deltas(9, k), 100.0F * (factor + 4.0F));
  }
}

TEST(RpnHead, AnchorsBelongToTheSameRowsAndTakeTheirStrideFromThePaddedSize) {
  const FeaturePyramid<Host> pyramid{{counted(2, 2, 1), counted(1, 1, 100)}};
  const RpnOutput<Host> out = rpn_head(pyramid, {8, 16}, plain_weights(), kTwoLevels);
  ASSERT_EQ(out.anchors.size(), 10U);
  EXPECT_EQ(out.anchors(0), (Box{-2, -2, 2, 2}));
  EXPECT_EQ(out.anchors(1), (Box{-1, -4, 1, 4}));
  EXPECT_EQ(out.anchors(2), (Box{6, -2, 10, 2}));  // 16 / 2 columns
  EXPECT_EQ(out.anchors(4), (Box{-2, 2, 2, 6}));   // 8 / 2 rows
  EXPECT_EQ(out.anchors(8), (Box{-4, -4, 4, 4}));
}

TEST(RpnHead, TheSharedConvolutionCutsBelowZero) {
  const FeaturePyramid<Host> pyramid{{counted(1, 2, -1), counted(1, 1, -100)}};
  const RpnOutput<Host> out = rpn_head(pyramid, {8, 16}, plain_weights(), kTwoLevels);
  EXPECT_EQ(values(out.objectness), (std::vector<float>{0, 0, 0, 0, 0, 0}));
}

TEST(RpnHead, TheSharedConvolutionSeesTheNeighboursAndZerosOutside) {
  RpnWeights<Host> weights = plain_weights();
  weights.conv.kernel.fill(1.0F);
  const FeaturePyramid<Host> pyramid{{counted(2, 3, 1), counted(1, 1, 7)}};
  const RpnOutput<Host> out = rpn_head(pyramid, {8, 12}, weights, kTwoLevels);
  EXPECT_EQ(out.objectness(0), 1.0F + 2 + 4 + 5);  // upper left corner of 1 2 3 / 4 5 6
  EXPECT_EQ(out.objectness(2), 21.0F);
  EXPECT_EQ(out.objectness(12), 7.0F);
}

TEST(RpnHead, LevelsAndChannelsThatDoNotFitAreNamed) {
  const FeaturePyramid<Host> one_level{{counted(2, 2, 1)}};
  EXPECT_EQ(message_of<ShapeError>([&] {
              rpn_head(one_level, {8, 16}, plain_weights(), kTwoLevels);
            }),
            "rpn_head: the pyramid has 1 levels, expected 2 like anchor_sizes");
  const FeaturePyramid<Host> pyramid{{counted(2, 2, 1), counted(1, 1, 100)}};
  for (const std::size_t anchors : {1U, 3U}) {  // the params say 2
    RpnWeights<Host> weights = plain_weights();
    weights.objectness = factors(std::vector<float>(anchors, 1.0F));
    weights.deltas = factors(std::vector<float>(4 * anchors, 1.0F));
    EXPECT_THROW(rpn_head(pyramid, {8, 16}, weights, kTwoLevels), ShapeError) << anchors;
  }
  RpnWeights<Host> weights = plain_weights();
  weights.deltas = factors({1, 2, 3, 4});
  EXPECT_EQ(message_of<ShapeError>([&] {
              rpn_head(pyramid, {8, 16}, weights, kTwoLevels);
            }),
            "rpn_head: the layer deltas has 4 output channels, expected 8");
}

}  // namespace
}  // namespace mrcnn
