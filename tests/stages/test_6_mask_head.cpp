#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/nn/deconv2x2.hpp"

#include "stages/6_masks/masks.hpp"

#include "tests/support/boxes.hpp"
#include "tests/support/close.hpp"
#include "tests/support/message.hpp"
#include "tests/support/random.hpp"

namespace mrcnn {
namespace {

using Labels = std::vector<std::int32_t>;

Conv2dWeights<Host> random_conv(std::size_t size, std::size_t inputs, std::size_t outputs,
                                std::uint64_t seed) {
  return {random_tensor({size, size, inputs, outputs}, seed), random_tensor({outputs}, seed + 1)};
}

/// No convolutions; one channel is copied into the four cells below it; class k gives
/// weight k times the value, plus bias 100 k.
MaskHeadWeights<Host> copying_head() {
  MaskHeadWeights<Host> weights;
  weights.upsample = {filled_tensor<float>({2, 2, 1, 1}, 1.0F), list<float>({0})};
  weights.logits = {make_tensor<float>({1, 1, 1, 3}), list<float>({0, 100, 200})};
  for (std::size_t k = 0; k < 3; ++k) {
    weights.logits.kernel(0, 0, 0, k) = static_cast<float>(k);
  }
  return weights;
}

//   region   1 2      mask   1 1 2 2
//            3 4             1 1 2 2
//                            3 3 4 4
//                            3 3 4 4   times the label, plus 100 times the label
TEST(MaskHead, TheChannelOfThePredictedClassIsComputed) {
  Regions<Host> regions{make_tensor<float>({3, 2, 2, 1})};
  for (std::size_t i = 0; i < 12; ++i) {
    regions.features.data()[i] = static_cast<float>(i % 4 + 1);
  }
  const auto logits = mask_head(regions, list<std::int32_t>({2, 0, 1}), copying_head());
  ASSERT_EQ(logits.shape(), (std::array<std::size_t, 3>{3, 4, 4}));
  const std::vector<float> labels = {2, 0, 1};
  for (std::size_t d = 0; d < 3; ++d) {
    for (std::size_t y = 0; y < 4; ++y) {
      for (std::size_t x = 0; x < 4; ++x) {
        const auto value = static_cast<float>(y / 2 * 2 + x / 2 + 1);
        EXPECT_EQ(logits(d, y, x), labels[d] * value + 100 * labels[d]);
      }
    }
  }
}

TEST(MaskHead, TheUpsamplingCutsBelowZero) {
  const Regions<Host> regions{filled_tensor<float>({1, 1, 1, 1}, -5.0F)};
  const auto logits = mask_head(regions, list<std::int32_t>({2}), copying_head());
  EXPECT_EQ(logits(0, 1, 1), 200.0F);
}

MaskHeadWeights<Host> random_head() {
  MaskHeadWeights<Host> weights;
  weights.convs = {random_conv(3, 3, 4, 1), random_conv(3, 4, 4, 3)};
  weights.upsample = random_conv(2, 4, 4, 5);
  weights.logits = random_conv(1, 4, 6, 7);
  return weights;
}

// Layer by layer with the general convolution, all classes at once.
TEST(MaskHead, IsConvolutionsUpsamplingAndOneRowOfTheLastConvolution) {
  const Regions<Host> regions{random_tensor({5, 4, 4, 3}, 9)};
  const MaskHeadWeights<Host> weights = random_head();
  const Labels labels = {5, 0, 3, 3, 1};
  const auto logits = mask_head(regions, list(labels), weights);

  HostTensor<float, 4> x = regions.features;
  for (const auto& conv : weights.convs) {
    x = conv2d(x, conv, {.padding = 1, .relu = true});
  }
  const auto all = conv2d(deconv2x2_relu(x, weights.upsample), weights.logits, {});
  auto expected = make_tensor<float>({5, 8, 8});
  for (std::size_t d = 0; d < 5; ++d) {
    for (std::size_t i = 0; i < 64; ++i) {
      expected(d, i / 8, i % 8) = all(d, i / 8, i % 8, static_cast<std::size_t>(labels[d]));
    }
  }
  expect_close(logits, expected, 1e-5);  // sums of four terms around 10
}

TEST(MaskHead, BothMethodsOfConvolutionAgree) {
  const Regions<Host> regions{random_tensor({3, 4, 4, 3}, 9)};
  const auto labels = list<std::int32_t>({5, 0, 3});
  expect_close(mask_head(regions, labels, random_head(), {.conv = ConvMethod::im2col}),
               mask_head(regions, labels, random_head(), {.conv = ConvMethod::reference}), 2e-5);
}

TEST(MaskHead, NoRegionsGiveNoMasks) {
  EXPECT_EQ(mask_head({make_tensor<float>({0, 14, 14, 3})}, list<std::int32_t>({}), random_head())
                .shape(),
            (std::array<std::size_t, 3>{0, 28, 28}));
}

TEST(MaskHead, LabelsThatAreMissingAreNamed) {
  const Regions<Host> one{random_tensor({1, 4, 4, 3}, 9)};
  EXPECT_EQ(message_of<ShapeError>([&] { mask_head(one, list<std::int32_t>({}), random_head()); }),
            "mask_head: labels has 0 rows, expected 1 like regions");
}

TEST(MaskHead, LayersThatDoNotFitAreNamed) {
  const Regions<Host> one{random_tensor({1, 4, 4, 3}, 9)};
  const auto label = list<std::int32_t>({1});
  MaskHeadWeights<Host> weights = random_head();
  weights.logits = random_conv(1, 5, 6, 7);
  EXPECT_EQ(
      message_of<ShapeError>([&] { mask_head(one, label, weights); }),
      "mask_head: the last kernel is (1, 1, 5, 6), expected (1, 1, 4, 6) like the layer before it "
      "and its biases");
  weights = random_head();
  weights.convs.pop_back();
  weights.convs[0] = random_conv(3, 2, 4, 1);
  EXPECT_EQ(message_of<ShapeError>([&] { mask_head(one, label, weights); }),
            "conv2d: input has 3 channels, expected 2 like the kernel");
}

}  // namespace
}  // namespace mrcnn
