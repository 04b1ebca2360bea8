#include <cmath>
#include <vector>

#include <gtest/gtest.h>
#include <omp.h>

#include "common/error.hpp"
#include "common/nn/conv2d_kernels.hpp"
#include "common/nn/deconv2x2.hpp"
#include "common/nn/fast/fast_weights.hpp"
#include "common/nn/linear.hpp"

#include "tests/support/close.hpp"
#include "tests/support/message.hpp"
#include "tests/support/random.hpp"

namespace mrcnn {
namespace {

using Maps = HostTensor<float, 4>;
using Weights = Conv2dWeights<Host>;

constexpr ComputeOptions kReference{.conv = ConvMethod::reference};
constexpr ComputeOptions kFast{.conv = ConvMethod::fast};

/// A layer, and the maps it is tried on.
struct Layer {
  std::size_t kernel;
  int stride, padding;
  std::size_t inputs, outputs;
  std::size_t maps, height, width;
};

void PrintTo(const Layer& layer, std::ostream* out) {
  *out << layer.kernel << "x" << layer.kernel << "/" << layer.stride << " padding " << layer.padding
       << ", " << layer.inputs << " to " << layer.outputs << " channels, " << layer.maps
       << " maps of " << layer.height << "x" << layer.width;
}

/// Activations as after a ReLU, and He's weights, so that results are of order 1.
Maps random_maps(const Layer& layer, std::uint64_t seed) {
  Maps maps = random_tensor({layer.maps, layer.height, layer.width, layer.inputs}, seed);
  for (float& value : maps) {
    value = std::max(0.0F, 2.0F * value);
  }
  return maps;
}

Weights random_weights(std::size_t kernel, std::size_t inputs, std::size_t outputs,
                       std::uint64_t seed) {
  Weights weights{random_tensor({kernel, kernel, inputs, outputs}, seed),
                  random_tensor({outputs}, seed + 1)};
  const float scale = std::sqrt(6.0F / static_cast<float>(kernel * kernel * inputs));
  weights.kernel *= scale;
  return weights;
}

/// The deviation of a layer's results, which errors are measured by.
double sigma_of(const Maps& results) {
  double sum = 0.0;
  double squares = 0.0;
  for (const float value : results) {
    sum += static_cast<double>(value);
    squares += static_cast<double>(value) * static_cast<double>(value);
  }
  const auto count = static_cast<double>(results.size());
  return std::sqrt(std::max(squares / count - sum * sum / (count * count), 1e-4));
}

/// By the kernels of one instruction set.
Maps conv2d_by(const FastKernels& kernels, const Maps& maps, const Weights& weights,
               const Conv2dParams& params, const Maps& like) {
  Maps out = Maps::from_shape(like.shape());
  const auto kernel = view(weights.kernel);
  const FastConv packed =
      packed_conv(kernel, view(weights.bias), fast_form(kernel, params.stride), kernels);
  conv2d_fast({view(maps), kernel, view(weights.bias), view(out), params.stride, params.padding,
               params.relu},
              {.packed = &packed});
  return out;
}

class FastConvolution : public ::testing::TestWithParam<Layer> {};

TEST_P(FastConvolution, IsWithinA50000thOfSigmaOfTheDefinitionOnEveryInstructionSet) {
  const Layer& layer = GetParam();
  const Maps maps = random_maps(layer, 1);
  const Weights weights = random_weights(layer.kernel, layer.inputs, layer.outputs, 2);
  for (const bool relu : {false, true}) {
    const Conv2dParams params{.stride = layer.stride, .padding = layer.padding, .relu = relu};
    const Maps definition = conv2d(maps, weights, params, kReference);
    // K = 4608 terms in one chain, or the transforms of Winograd's algorithm, which lose three bits
    const double allowed = 2e-5 * sigma_of(definition);
    for (std::size_t i = 0; fast_kernels_number(i) != nullptr; ++i) {
      const FastKernels& kernels = *fast_kernels_number(i);
      SCOPED_TRACE(kernels.name);
      const Maps out = conv2d_by(kernels, maps, weights, params, definition);
      expect_close(out, definition, HostTensor<double, 4>(definition.shape(), allowed));
    }
  }
}

// every kind of layer of ResNet-50 and -101 with a pyramid, at full width
INSTANTIATE_TEST_SUITE_P(
    OfTheNetworks, FastConvolution,
    ::testing::Values(Layer{7, 2, 3, 3, 64, 1, 12, 18}, Layer{1, 1, 0, 64, 64, 1, 5, 7},
                      Layer{3, 1, 1, 64, 64, 1, 9, 7}, Layer{1, 1, 0, 64, 256, 1, 4, 5},
                      Layer{1, 1, 0, 256, 64, 1, 4, 5}, Layer{1, 2, 0, 256, 512, 1, 5, 6},
                      Layer{3, 2, 1, 128, 128, 1, 6, 7}, Layer{3, 1, 1, 128, 128, 1, 5, 6},
                      Layer{1, 1, 0, 512, 128, 1, 3, 4}, Layer{3, 1, 1, 256, 256, 3, 5, 3},
                      Layer{3, 2, 1, 256, 256, 1, 5, 4}, Layer{1, 1, 0, 1024, 256, 1, 3, 3},
                      Layer{3, 2, 1, 512, 512, 1, 3, 4}, Layer{3, 1, 1, 512, 512, 1, 3, 4},
                      Layer{1, 1, 0, 2048, 512, 1, 2, 3}, Layer{1, 1, 0, 512, 2048, 1, 2, 3},
                      Layer{1, 1, 0, 256, 3, 1, 5, 6}, Layer{1, 1, 0, 256, 12, 1, 5, 6},
                      Layer{3, 1, 1, 256, 256, 2, 14, 14}));

std::vector<Layer> small_layers() {
  std::vector<Layer> layers;
  for (const std::size_t channels : {1, 2, 3, 5, 7, 8, 9, 15, 16, 17}) {
    for (std::size_t rows = 1; rows <= 5; ++rows) {
      for (const auto& [kernel, stride, padding] :
           {std::array{1, 1, 0}, std::array{1, 2, 0}, std::array{3, 1, 1}, std::array{3, 2, 1},
            std::array{3, 1, 2}, std::array{5, 1, 2}}) {
        layers.push_back({static_cast<std::size_t>(kernel), stride, padding, channels,
                          18 - channels, 2, rows, rows % 3 + 1});
      }
    }
  }
  return layers;
}

INSTANTIATE_TEST_SUITE_P(OfOddSizes, FastConvolution, ::testing::ValuesIn(small_layers()));
// more tiles than all threads share, and more cells than one piece of work
INSTANTIATE_TEST_SUITE_P(OfManyCells, FastConvolution,
                         ::testing::Values(Layer{3, 1, 1, 17, 19, 1, 85, 91},
                                           Layer{3, 1, 1, 16, 16, 30, 11, 13},
                                           Layer{1, 1, 0, 33, 70, 1, 85, 91}));

TEST(FastConvolution, AnyNumberOfThreadsGivesTheSameBits) {
  const int usual = omp_get_max_threads();
  for (const std::size_t side : {20, 80}) {  // tiles shared by all threads, and in pieces
    for (const int stride : {1, 2}) {
      const Layer layer{3, stride, 1, 17, 70, 1, side, side};
      const Maps maps = random_maps(layer, 3);
      const Weights weights = random_weights(3, 17, 70, 4);
      omp_set_num_threads(1);
      const Maps alone = conv2d(maps, weights, {.stride = stride, .padding = 1}, kFast);
      for (const int threads : {2, 3, 8}) {
        SCOPED_TRACE(threads);
        omp_set_num_threads(threads);
        expect_same(conv2d(maps, weights, {.stride = stride, .padding = 1}, kFast), alone);
      }
    }
  }
  omp_set_num_threads(usual);
}

TEST(FastConvolution, PackedWeightsGiveTheSameBitsAndOnlyServeTheFastPath) {
  for (const std::size_t kernel : {1, 3}) {
    const Maps maps = random_tensor({1, 6, 7, 20}, 5);
    Weights weights = random_weights(kernel, 20, 30, 6);
    const Maps before = conv2d(maps, weights, {}, kFast);
    pack(weights);
    EXPECT_EQ(weights.kernel.size(), 0U);
    expect_same(conv2d(maps, weights, {}, kFast), before);
    EXPECT_THROW(conv2d(maps, weights, {}, kReference), std::logic_error);
  }
}

TEST(FastConvolution, WeightsPackedForAnotherStrideAreRefused) {
  Weights weights = random_weights(3, 4, 4, 7);
  pack(weights, 2);
  EXPECT_THROW(conv2d(random_tensor({1, 6, 7, 4}, 8), weights, {.stride = 1}, kFast),
               std::logic_error);
}

TEST(FastConvolution, NaNReachesTheCellsThatSeeItAndPassesTheRelu) {
  HostTensor<float, 3> input = random_tensor({7, 9, 2}, 1);
  input(3, 4, 1) = std::nanf("");
  for (const int stride : {1, 2}) {
    const auto out = conv2d(input, random_weights(3, 2, 3, 2),
                            {.stride = stride, .padding = 1, .relu = true}, kFast);
    for (std::size_t y = 2; y <= 4; y += static_cast<std::size_t>(stride)) {
      for (std::size_t x = 4; x <= 5; x += static_cast<std::size_t>(stride)) {
        EXPECT_TRUE(std::isnan(out(y / stride, x / stride, 0))) << y << ", " << x;
      }
    }
    EXPECT_FALSE(std::isnan(out(0, 0, 0)) && stride == 2);
  }
}

TEST(Conv2dAddRelu, IsTheConvolutionPlusTheShortcutWithoutNegatives) {
  const HostTensor<float, 3> input = random_tensor({9, 11, 20}, 9);
  const HostTensor<float, 3> shortcut = random_tensor({9, 11, 70}, 10);
  const Weights weights = random_weights(1, 20, 70, 11);
  HostTensor<float, 3> expected = conv2d(input, weights, {}, kReference);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    expected.data()[i] = std::max(0.0F, expected.data()[i] + shortcut.data()[i]);
  }
  for (const ConvMethod method : {ConvMethod::im2col, ConvMethod::fast}) {
    expect_close(conv2d_add_relu(input, weights, shortcut, {.conv = method}), expected,
                 HostTensor<double, 3>(expected.shape(), 1e-5));
  }
}

TEST(Conv2dAddRelu, AShortcutOfAnotherShapeIsNamed) {
  const HostTensor<float, 3> input = random_tensor({2, 3, 4}, 1);
  const HostTensor<float, 3> shortcut = random_tensor({2, 3, 4}, 1);
  for (const ConvMethod method : {ConvMethod::im2col, ConvMethod::fast}) {
    EXPECT_EQ(message_of<ShapeError>([&] {
                conv2d_add_relu(input, random_weights(1, 4, 5, 1), shortcut, {.conv = method});
              }),
              "add_relu: x is (2, 3, 4), expected (2, 3, 5) like sum");
  }
}

TEST(FastDeconv2x2, AgreesWithTheReferenceAndKeepsItsBitsWhenPacked) {
  const Maps maps = random_tensor({3, 5, 6, 20}, 12);
  Weights weights{random_tensor({2, 2, 20, 70}, 13), random_tensor({70}, 14)};
  const Maps reference = deconv2x2_relu(maps, weights, kReference);
  const Maps fast = deconv2x2_relu(maps, weights, kFast);
  expect_close(fast, reference, HostTensor<double, 4>(reference.shape(), 1e-5));
  pack_deconv2x2(weights);
  expect_same(deconv2x2_relu(maps, weights, kFast), fast);
}

TEST(FastLinear, AgreesWithTheReferenceForDeepRowsAndKeepsItsBitsWhenPacked) {
  for (const std::size_t inputs : {3, 1536, 1537, 4000}) {
    const HostTensor<float, 2> rows = random_tensor({101, inputs}, 15);
    LinearWeights<Host> weights{random_tensor({inputs, 70}, 16), random_tensor({70}, 17)};
    weights.matrix /= std::sqrt(static_cast<float>(inputs));
    const auto fast = linear(rows, weights, true, kFast);
    const auto reference = linear(rows, weights, true);
    expect_close(fast, reference, HostTensor<double, 2>(reference.shape(), 1e-5));
    pack(weights);
    expect_same(linear(rows, weights, true, kFast), fast);
    EXPECT_THROW(linear(rows, weights, true), std::logic_error);
  }
}

}  // namespace
}  // namespace mrcnn
