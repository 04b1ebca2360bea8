#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/nn/add_relu.hpp"
#include "common/nn/add_upsampled.hpp"
#include "common/nn/deconv2x2.hpp"
#include "common/nn/max_pool.hpp"
#include "common/nn/transfer.hpp"

#include "tests/support/boxes.hpp"
#include "tests/support/close.hpp"
#include "tests/support/device_test.hpp"
#include "tests/support/message.hpp"
#include "tests/support/random.hpp"

namespace mrcnn {
namespace {

using Maps = HostTensor<float, 4>;
using Weights = Conv2dWeights<Host>;
using LayersOnTheDevice = DeviceTest;

constexpr int kShapes = 200;
constexpr ComputeOptions kReference{.conv = ConvMethod::reference};

template <class Tensor>
Tensor magnitudes(Tensor tensor) {
  for (float& value : tensor) {
    value = std::fabs(value);
  }
  return tensor;
}

/// 4 sqrt(K) eps sum |a| |b|: how far the float32 sums of two orders may be apart.
template <class Sums>
auto bound_of(const Sums& sums_of_magnitudes, std::size_t terms) {
  using Bound = HostTensor<double, std::tuple_size_v<typename Sums::shape_type>>;
  auto bound = Bound::from_shape(sums_of_magnitudes.shape());
  const double factor = 4.0 * std::sqrt(static_cast<double>(terms)) *
                        static_cast<double>(std::numeric_limits<float>::epsilon());
  std::transform(sums_of_magnitudes.begin(), sums_of_magnitudes.end(), bound.begin(),
                 [factor](float sum) { return factor * static_cast<double>(sum); });
  return bound;
}

struct ConvCase {
  Maps inputs;
  Weights weights;
  Conv2dParams params;
};

ConvCase random_conv(Random& random, int i) {
  const auto extent = [&](int low, int high) {
    return static_cast<std::size_t>(random.integer(low, high));
  };
  const std::size_t kernel_height = extent(1, 4);
  const std::size_t kernel_width = extent(1, 4);
  const std::size_t channels = extent(1, 70);
  const std::size_t outputs = extent(1, 40);
  const auto seed = static_cast<std::uint64_t>(10 * i);
  return {random_tensor({extent(i == 0 ? 0 : 1, i % 5 == 0 ? 3 : 1), kernel_height + extent(0, 20),
                         kernel_width + extent(0, 20), channels},
                        seed),
          {random_tensor({kernel_height, kernel_width, channels, outputs}, seed + 1),
           random_tensor({outputs}, seed + 2)},
          {.stride = random.integer(1, 3),
           .padding = random.integer(0, 3),
           .relu = random.integer(0, 1) == 1}};
}

TEST_F(LayersOnTheDevice, ConvolutionsOf200ShapesAgree) {
  Random random(1);
  for (int i = 0; i < kShapes && !HasFailure(); ++i) {
    SCOPED_TRACE(i);
    const ConvCase c = random_conv(random, i);
    const Maps host = conv2d(c.inputs, c.weights, c.params);
    const Maps device = to_host(conv2d(to_device(c.inputs), to_device(c.weights), c.params));
    if (shares_the_hosts_gemm()) {
      expect_same(device, host);
    } else {
      const Maps sums =
          conv2d(magnitudes(c.inputs), {magnitudes(c.weights.kernel), magnitudes(c.weights.bias)},
                 {.stride = c.params.stride, .padding = c.params.padding}, kReference);
      expect_close(device, host, bound_of(sums, c.weights.kernel.size() / c.weights.bias.size()));
    }
  }
}

TEST_F(LayersOnTheDevice, TheDefinitionHasTheSameBits) {
  Random random(2);
  for (int i = 0; i < 30 && !HasFailure(); ++i) {
    SCOPED_TRACE(i);
    const ConvCase c = random_conv(random, i);
    expect_same(to_host(conv2d(to_device(c.inputs), to_device(c.weights), c.params, kReference)),
                conv2d(c.inputs, c.weights, c.params, kReference));
  }
}

// 3 x 3 x 256 values are 9 KiB a cell: 40000 cells need several blocks of patches.
TEST_F(LayersOnTheDevice, AMapWhosePatchesDoNotFitAtOnceIsCutIntoBlocks) {
  const auto input = random_tensor({200, 200, 256}, 3);
  const Weights weights{random_tensor({3, 3, 256, 2}, 4), random_tensor({2}, 5)};
  const auto host = conv2d(input, weights, {.padding = 1});
  const auto device = to_host(conv2d(to_device(input), to_device(weights), {.padding = 1}));
  expect_close(device, host, 1e-3);  // a wrong cell is off by about 20
  if (shares_the_hosts_gemm()) {
    expect_same(device, host);
  }
}

TEST_F(LayersOnTheDevice, InfinitiesAndNaNGoThroughReLUAsOnTheHost) {
  auto input = random_tensor({4, 4, 2}, 6);
  input(0, 0, 0) = std::numeric_limits<float>::quiet_NaN();
  input(2, 2, 0) = -std::numeric_limits<float>::infinity();
  const Weights weights{random_tensor({1, 1, 2, 3}, 7), random_tensor({3}, 8)};
  expect_same(to_host(conv2d(to_device(input), to_device(weights), {.relu = true})),
              conv2d(input, weights, {.relu = true}));
}

TEST_F(LayersOnTheDevice, TransposedConvolutionsAgree) {
  Random random(9);
  for (int i = 0; i < 40 && !HasFailure(); ++i) {
    SCOPED_TRACE(i);
    const auto extent = [&](int low, int high) {
      return static_cast<std::size_t>(random.integer(low, high));
    };
    const std::size_t channels = extent(1, 20);
    const std::size_t outputs = extent(1, 20);
    const Maps inputs = random_tensor({extent(0, 3), extent(1, 9), extent(1, 9), channels}, 10);
    const Weights weights{random_tensor({2, 2, channels, outputs}, 11),
                          random_tensor({outputs}, 12)};
    const Maps host = deconv2x2_relu(inputs, weights);
    const Maps device = to_host(deconv2x2_relu(to_device(inputs), to_device(weights)));
    expect_close(device, host, 1e-5);  // 20 products of magnitude 1
    if (shares_the_hosts_gemm()) {
      expect_same(device, host);
    }
  }
}

TEST_F(LayersOnTheDevice, FullyConnectedLayersOf200ShapesAgree) {
  Random random(13);
  for (int i = 0; i < kShapes && !HasFailure(); ++i) {
    SCOPED_TRACE(i);
    const auto rows = static_cast<std::size_t>(random.integer(0, 600));
    const auto inputs = static_cast<std::size_t>(random.integer(1, 90));
    const auto outputs = static_cast<std::size_t>(random.integer(1, 40));
    const bool relu = random.integer(0, 1) == 1;
    const auto in = random_tensor({rows, inputs}, static_cast<std::uint64_t>(i));
    const LinearWeights<Host> weights{random_tensor({inputs, outputs}, 14),
                                      random_tensor({outputs}, 15)};
    const auto host = linear(in, weights, relu);
    const auto device = to_host(linear(to_device(in), to_device(weights), relu));
    if (shares_the_hosts_gemm()) {
      expect_same(device, host);
    } else {
      expect_close(
          device, host,
          bound_of(linear(magnitudes(in), {magnitudes(weights.matrix), magnitudes(weights.bias)}),
                   inputs));
    }
  }
}

TEST_F(LayersOnTheDevice, MaximaHaveTheSameBits) {
  Random random(16);
  for (int i = 0; i < kShapes && !HasFailure(); ++i) {
    SCOPED_TRACE(i);
    auto map = random_tensor({static_cast<std::size_t>(random.integer(3, 20)),
                              static_cast<std::size_t>(random.integer(3, 20)),
                              static_cast<std::size_t>(random.integer(1, 70))},
                             static_cast<std::uint64_t>(i));
    map(1, 1, 0) = std::numeric_limits<float>::quiet_NaN();
    map(2, 0, 0) = -std::numeric_limits<float>::infinity();
    const int size = random.integer(1, 3);
    const int stride = random.integer(1, 3);
    const int padding = random.integer(0, size / 2);
    expect_same(to_host(max_pool(to_device(map), size, stride, padding)),
                max_pool(map, size, stride, padding));
  }
}

TEST_F(LayersOnTheDevice, UpsampledSumsHaveTheSameBits) {
  Random random(17);
  for (int i = 0; i < kShapes && !HasFailure(); ++i) {
    SCOPED_TRACE(i);
    const auto channels = static_cast<std::size_t>(random.integer(1, 70));
    const auto fine = random_tensor({static_cast<std::size_t>(random.integer(1, 27)),
                                     static_cast<std::size_t>(random.integer(1, 27)), channels},
                                    static_cast<std::uint64_t>(i));
    const auto coarse = random_tensor({static_cast<std::size_t>(random.integer(1, 15)),
                                       static_cast<std::size_t>(random.integer(1, 15)), channels},
                                      18);
    expect_same(to_host(add_upsampled(to_device(fine), to_device(coarse))),
                add_upsampled(fine, coarse));
  }
}

TEST_F(LayersOnTheDevice, SumsOfResidualBlocksHaveTheSameBits) {
  auto sum = random_tensor({7, 5, 70}, 19);
  auto x = random_tensor({7, 5, 70}, 20);
  sum(0, 0, 1) = std::numeric_limits<float>::quiet_NaN();
  x(6, 4, 69) = -std::numeric_limits<float>::infinity();
  auto device_sum = to_device(sum);
  add_relu(device_sum, to_device(x));
  add_relu(sum, x);
  expect_same(to_host(device_sum), sum);
}

TEST_F(LayersOnTheDevice, MapsAreRowsOfAFullyConnectedLayerAsOnTheHost) {
  const Maps maps = random_tensor({4, 3, 2, 5}, 21);
  const LinearWeights<Host> weights{random_tensor({30, 7}, 22), random_tensor({7}, 23)};
  expect_close(to_host(linear(to_device(maps), to_device(weights))), linear(maps, weights), 1e-5);
}

TEST_F(LayersOnTheDevice, WrongShapesAreRefusedInTheHostsWords) {
  const auto map = to_device(random_tensor({4, 4, 3}, 1));
  const auto weights = to_device(Weights{random_tensor({1, 1, 2, 2}, 2), random_tensor({2}, 3)});
  EXPECT_EQ(message_of<ShapeError>([&] { conv2d(map, weights, {}); }),
            "conv2d: input has 3 channels, expected 2 like the kernel");
  EXPECT_EQ(message_of<ShapeError>([&] { max_pool(map, 9, 1, 0); }),
            "max_pool: features has 4 x 4 cells, expected at least 9 x 9 for windows of 9 with "
            "padding 0");
  EXPECT_EQ(message_of<ShapeError>([&] {
              add_upsampled(map, to_device(random_tensor({2, 2, 2}, 4)));
            }),
            "add_upsampled: coarse has 2 channels, expected 3 like lateral");
}

TEST_F(LayersOnTheDevice, AnArrayComesBackAsItWent) {
  const auto tensor = random_tensor({3, 0, 5}, 1);
  EXPECT_EQ(to_host(to_device(tensor)).shape(), tensor.shape());
  const auto map = random_tensor({3, 4, 5}, 1);
  expect_same(to_host(to_device(map)), map);
}

TEST_F(LayersOnTheDevice, TheHostWaitsOncePerStretchOfWork) {
  const auto map = to_device(random_tensor({8, 8, 4}, 1));
  const auto pooled = max_pool(map, 2, 2, 0);
  const std::size_t before = host_waits();
  (void)to_host(pooled);
  (void)to_host(map);
  EXPECT_EQ(host_waits(), before + 1);
  (void)to_host(max_pool(map, 2, 2, 0));
  EXPECT_EQ(host_waits(), before + 2);
}

}  // namespace
}  // namespace mrcnn
