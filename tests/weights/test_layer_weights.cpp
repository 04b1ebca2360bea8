#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/weights/layer_weights.hpp"

#include "tests/support/boxes.hpp"
#include "tests/support/close.hpp"
#include "tests/support/message.hpp"
#include "tests/support/model_file.hpp"

namespace mrcnn {
namespace {

/// 0, 1, 2, ...
std::vector<float> counted(std::size_t count) {
  std::vector<float> values(count);
  std::iota(values.begin(), values.end(), 0.0F);
  return values;
}

std::vector<std::string> names(const std::vector<TensorSpec>& specs) {
  std::vector<std::string> result;
  for (const TensorSpec& spec : specs) {
    result.push_back(spec.name);
  }
  return result;
}

TEST(TensorSpecs, NamesAndShapesAreTorchvisions) {
  std::vector<TensorSpec> specs;
  add_conv_tensors(specs, "a", {.inputs = 2, .outputs = 3, .kernel = 5});
  add_conv_norm_tensors(specs, "b", "n", {.inputs = 2, .outputs = 3, .kernel = 1}, {});
  add_linear_tensors(specs, "c", 7, 4);
  EXPECT_EQ(names(specs),
            (std::vector<std::string>{"a.weight", "a.bias", "b.weight", "n.weight", "n.bias",
                                      "n.running_mean", "n.running_var", "c.weight", "c.bias"}));
  EXPECT_EQ(specs[0].shape, (std::vector<std::size_t>{3, 2, 5, 5}));
  EXPECT_EQ(specs[1].shape, (std::vector<std::size_t>{3}));
  EXPECT_EQ(specs[6].shape, (std::vector<std::size_t>{3}));
  EXPECT_EQ(specs[7].shape, (std::vector<std::size_t>{4, 7}));
  EXPECT_EQ(specs[8].shape, (std::vector<std::size_t>{4}));
}

TEST(LoadConv, TheKernelIsPermutedToRowsColumnsInputsOutputs) {
  ModelFile file;
  file.add("conv.weight", {2, 3, 2, 2}, counted(24));  // (O, I, KH, KW)
  file.add("conv.bias", {2}, {7, 8});
  const auto conv = load_conv(file.store(), "conv", {.inputs = 3, .outputs = 2, .kernel = 2});
  ASSERT_EQ(conv.kernel.shape(), (std::array<std::size_t, 4>{2, 2, 3, 2}));
  for (std::size_t o = 0; o < 2; ++o) {
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t ky = 0; ky < 2; ++ky) {
        for (std::size_t kx = 0; kx < 2; ++kx) {
          EXPECT_EQ(conv.kernel(ky, kx, i, o), static_cast<float>(((o * 3 + i) * 2 + ky) * 2 + kx));
        }
      }
    }
  }
  EXPECT_EQ(values(conv.bias), (std::vector<float>{7, 8}));
}

/// A 1x1 convolution from one to two channels, and the batch norm after it.
void add_conv_norm(ModelFile& file, const std::vector<float>& variance) {
  file.add("conv.weight", {2, 1, 1, 1}, {3, 5});
  file.add("norm.weight", {2}, {2, -1});
  file.add("norm.bias", {2}, {10, 20});
  file.add("norm.running_mean", {2}, {4, 8});
  file.add("norm.running_var", {2}, variance);
}

// channel 0: scale 2 / sqrt(3 + 1) = 1, kernel 3 * 1, bias 10 - 4 * 1
// channel 1: scale -1 / sqrt(15 + 1) = -1/4, kernel 5 * -1/4, bias 20 - 8 * -1/4
TEST(LoadConvNorm, TheBatchNormIsFoldedIntoKernelAndBiasByHand) {
  ModelFile file;
  add_conv_norm(file, {3, 15});
  const auto conv = load_conv_norm(file.store(), "conv", "norm", {1, 2, 1}, {.eps = 1.0F});
  EXPECT_EQ(std::vector<float>(conv.kernel.begin(), conv.kernel.end()),
            (std::vector<float>{3, -1.25F}));
  EXPECT_EQ(values(conv.bias), (std::vector<float>{6, 22}));
}

TEST(LoadConvNorm, ABiasOfTheConvolutionIsNormalisedToo) {
  ModelFile file;
  add_conv_norm(file, {3, 15});
  file.add("conv.bias", {2}, {1, 4});  // channel 0: 6 + 1 * 1; channel 1: 22 + 4 * -1/4
  const auto conv =
      load_conv_norm(file.store(), "conv", "norm", {1, 2, 1}, {.eps = 1.0F, .conv_bias = true});
  EXPECT_EQ(values(conv.bias), (std::vector<float>{7, 21}));
}

TEST(LoadConvNorm, FoldingEqualsNormalisingAfterwards) {
  const ConvExtents extents{.inputs = 3, .outputs = 4, .kernel = 3};
  std::vector<TensorSpec> specs;
  add_conv_norm_tensors(specs, "conv", "norm", extents, {});
  ModelFile file;
  file.add_random(specs, 5);
  const WeightStore store = file.store();
  const auto folded = load_conv_norm(store, "conv", "norm", extents, {.eps = 1e-5F});

  const HostTensor<float, 3> input = random_tensor({6, 7, 3}, 6);
  ModelFile plain;
  const auto kernel = store.get<4>("conv.weight", {4, 3, 3, 3});
  plain.add("conv.weight", {4, 3, 3, 3}, {kernel.begin(), kernel.end()});
  plain.add("conv.bias", {4}, {0, 0, 0, 0});
  auto expected = conv2d(input, load_conv(plain.store(), "conv", extents), {.padding = 1});
  const auto gain = store.get<1>("norm.weight", {4});
  const auto shift = store.get<1>("norm.bias", {4});
  const auto mean = store.get<1>("norm.running_mean", {4});
  const auto variance = store.get<1>("norm.running_var", {4});
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const std::size_t o = i % 4;
    float& y = expected.data()[i];
    y = (y - mean(o)) / std::sqrt(variance(o) + 1e-5F) * gain(o) + shift(o);
  }
  expect_close(conv2d(input, folded, {.padding = 1}), expected, 1e-5);  // sums of 27 terms
}

TEST(LoadConvNorm, AVarianceOfZeroNeedsAnEpsilon) {
  ModelFile file;
  add_conv_norm(file, {4, 0});
  const WeightStore store = file.store();
  EXPECT_EQ(message_of<InputError>([&] {
              load_conv_norm(store, "conv", "norm", {1, 2, 1}, {.eps = 0.0F});
            }),
            file.path() + ": tensor norm.running_var[1]: expected a variance above 0, got 0");
  EXPECT_FLOAT_EQ(
      load_conv_norm(store, "conv", "norm", {1, 2, 1}, {.eps = 1e-4F}).kernel(0, 0, 0, 1), -500.0F);
}

TEST(LoadConvNorm, ANegativeVarianceIsRefusedWhateverTheEpsilon) {
  ModelFile file;
  add_conv_norm(file, {-0.5F, 1});
  const WeightStore store = file.store();
  EXPECT_EQ(message_of<InputError>([&] {
              load_conv_norm(store, "conv", "norm", {1, 2, 1}, {.eps = 1.0F});
            }),
            file.path() +
                ": tensor norm.running_var[0]: expected a variance above or equal to 0, got -0.5");
}

TEST(LoadDeconv2x2, TheKernelIsPermutedFromInputsOutputsRowsColumns) {
  ModelFile file;
  file.add("up.weight", {3, 2, 2, 2}, counted(24));  // (I, O, KH, KW)
  file.add("up.bias", {2}, {7, 8});
  const auto deconv = load_deconv2x2(file.store(), "up", 3, 2);
  ASSERT_EQ(deconv.kernel.shape(), (std::array<std::size_t, 4>{2, 2, 3, 2}));
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t o = 0; o < 2; ++o) {
      for (std::size_t ky = 0; ky < 2; ++ky) {
        for (std::size_t kx = 0; kx < 2; ++kx) {
          EXPECT_EQ(deconv.kernel(ky, kx, i, o),
                    static_cast<float>(((i * 2 + o) * 2 + ky) * 2 + kx));
        }
      }
    }
  }
  EXPECT_EQ(values(deconv.bias), (std::vector<float>{7, 8}));
}

TEST(LoadLinear, TheMatrixIsTransposed) {
  ModelFile file;
  file.add("fc.weight", {2, 3}, {1, 2, 3, 4, 5, 6});
  file.add("fc.bias", {2}, {7, 8});
  const auto fc = load_linear(file.store(), "fc", 3, 2);
  expect_same(fc.matrix, HostTensor<float, 2>{{1, 4}, {2, 5}, {3, 6}});
  EXPECT_EQ(values(fc.bias), (std::vector<float>{7, 8}));
}

// Stored inputs are (c, y, x), read inputs (y, x, c); 40 outputs need two tiles.
TEST(LoadLinearOnMap, InputsAreReorderedFromChannelsFirstToChannelsLast) {
  constexpr std::size_t kOutputs = 40;
  ModelFile file;
  file.add("fc.weight", {kOutputs, 3 * 2 * 2}, counted(kOutputs * 12));
  file.add("fc.bias", {kOutputs}, counted(kOutputs));
  const auto fc = load_linear_on_map(file.store(), "fc", 3, 2, kOutputs);
  ASSERT_EQ(fc.matrix.shape(), (std::array<std::size_t, 2>{12, kOutputs}));
  for (std::size_t o = 0; o < kOutputs; ++o) {
    for (std::size_t c = 0; c < 3; ++c) {
      for (std::size_t y = 0; y < 2; ++y) {
        for (std::size_t x = 0; x < 2; ++x) {
          ASSERT_EQ(fc.matrix((y * 2 + x) * 3 + c, o),
                    static_cast<float>(o * 12 + (c * 2 + y) * 2 + x));
        }
      }
    }
  }
}

TEST(LoadLinear, AMissingTensorOrAnotherShapeIsAnInputError) {
  ModelFile file;
  file.add("fc.weight", {2, 3}, {1, 2, 3, 4, 5, 6});
  const WeightStore store = file.store();
  EXPECT_THROW(load_linear(store, "fc", 3, 2), InputError);
  EXPECT_THROW(load_linear(store, "fc", 2, 3), InputError);
}

}  // namespace
}  // namespace mrcnn
