#include <limits>

#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/1_features/features.hpp"
#include "stages/1_features/features_transfer.hpp"

#include "tests/support/close.hpp"
#include "tests/support/device_test.hpp"
#include "tests/support/message.hpp"
#include "tests/support/random.hpp"

namespace mrcnn {
namespace {

using FeaturesOnTheDevice = DeviceTest;

Conv2dWeights<Host> random_conv(std::size_t side, std::size_t inputs, std::size_t outputs,
                                std::uint64_t seed) {
  Conv2dWeights<Host> weights{random_tensor({side, side, inputs, outputs}, seed),
                              random_tensor({outputs}, seed + 1)};
  weights.kernel *= 1.0F / static_cast<float>(side * inputs);
  return weights;
}

/// Two blocks in the first stage, so that one has no projection; strides in either place.
FeaturesWeights<Host> random_weights(bool stride_in_1x1, PoolPadding padding) {
  FeaturesWeights<Host> weights;
  weights.stem = random_conv(7, 3, 4, 1);
  weights.pool_padding = padding;
  std::size_t inputs = 4;
  for (std::size_t stage = 0; stage < 4; ++stage) {
    const std::size_t width = std::size_t{4} << stage;
    for (std::size_t b = 0; b < (stage == 0 ? 2U : 1U); ++b) {
      const std::uint64_t seed = 100 * (stage + 1) + 10 * b;
      const int stride = b == 0 && stage > 0 ? 2 : 1;
      weights.stages[stage].push_back({.reduce = random_conv(1, inputs, width, seed),
                                       .conv = random_conv(3, width, width, seed + 2),
                                       .expand = random_conv(1, width, 4 * width, seed + 4),
                                       .project = random_conv(1, inputs, 4 * width, seed + 6),
                                       .has_projection = b == 0,
                                       .reduce_stride = stride_in_1x1 ? stride : 1,
                                       .conv_stride = stride_in_1x1 ? 1 : stride});
      inputs = 4 * width;
    }
    weights.lateral[stage] = random_conv(1, inputs, 8, 1000 + 10 * stage);
    weights.output[stage] = random_conv(3, 8, 8, 2000 + 10 * stage);
  }
  return weights;
}

void expect_equal(const FeaturesWeights<Host>& weights, const NetworkInput<Host>& input,
                  const ComputeOptions& compute, bool exact) {
  FeaturesTrace<Host> host_trace;
  FeaturesTrace<Device> device_trace;
  const auto host = features(input, weights, compute, &host_trace);
  const auto device = features(to_device(input), to_device(weights), compute, &device_trace);
  const auto compare = [exact](const HostTensor<float, 3>& actual,
                               const HostTensor<float, 3>& expected) {
    if (exact) {
      expect_same(actual, expected);
    } else {
      expect_close(actual, expected, 1e-5);  // values are about 1, sums of up to 576 products
    }
  };
  ASSERT_EQ(device.levels.size(), host.levels.size());
  for (std::size_t level = 0; level < host.levels.size(); ++level) {
    SCOPED_TRACE(level);
    compare(to_host(device.levels[level]), host.levels[level]);
  }
  for (std::size_t stage = 0; stage < 4; ++stage) {
    SCOPED_TRACE(stage);
    compare(to_host(device_trace.c[stage]), host_trace.c[stage]);
  }
}

TEST_F(FeaturesOnTheDevice, AllMapsAreTheHostsWhereverTheStrideAndThePaddingSit) {
  const NetworkInput<Host> input{random_tensor({96, 64, 3}, 5), {96, 64}, {96, 64}};
  for (const bool stride_in_1x1 : {false, true}) {
    for (const PoolPadding padding : {PoolPadding::symmetric, PoolPadding::same}) {
      expect_equal(random_weights(stride_in_1x1, padding), input, {}, shares_the_hosts_gemm());
    }
  }
}

// The definition sums in double and in one order on both sides.
TEST_F(FeaturesOnTheDevice, TheReferenceMethodIsExactEverywhere) {
  const NetworkInput<Host> input{random_tensor({32, 64, 3}, 6), {32, 64}, {32, 64}};
  expect_equal(random_weights(false, PoolPadding::symmetric), input,
               {.conv = ConvMethod::reference}, true);
}

TEST_F(FeaturesOnTheDevice, ANonFinitePixelSpreadsAsOnTheHost) {
  NetworkInput<Host> input{random_tensor({64, 64, 3}, 7), {64, 64}, {64, 64}};
  input.pixels(10, 10, 0) = std::numeric_limits<float>::quiet_NaN();
  input.pixels(50, 50, 1) = std::numeric_limits<float>::infinity();
  expect_equal(random_weights(false, PoolPadding::symmetric), input,
               {.conv = ConvMethod::reference}, true);
}

TEST_F(FeaturesOnTheDevice, AnInputOfAnotherShapeIsRefusedInTheHostsWords) {
  const NetworkInput<Host> input{random_tensor({33, 64, 3}, 8), {33, 64}, {33, 64}};
  const auto weights = random_weights(false, PoolPadding::symmetric);
  EXPECT_EQ(message_of<ShapeError>([&] { features(to_device(input), to_device(weights)); }),
            message_of<ShapeError>([&] { features(input, weights); }));
}

}  // namespace
}  // namespace mrcnn
