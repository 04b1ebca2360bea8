#include <cmath>
#include <limits>
#include <ostream>
#include <string>

#include <gtest/gtest.h>
#include <omp.h>

#include "common/enum_names.hpp"
#include "common/error.hpp"
#include "common/nn/conv2d.hpp"

#include "tests/support/boxes.hpp"
#include "tests/support/close.hpp"
#include "tests/support/message.hpp"
#include "tests/support/random.hpp"

namespace mrcnn {

void PrintTo(ConvMethod method, std::ostream* out) {
  *out << name_of(method);
}

namespace {

using Map = HostTensor<float, 3>;
using Maps = HostTensor<float, 4>;
using Weights = Conv2dWeights<Host>;

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr ComputeOptions kReference{.conv = ConvMethod::reference};
constexpr ComputeOptions kIm2col{.conv = ConvMethod::im2col};

/// A map of one channel.
Map one_channel(std::initializer_list<std::initializer_list<float>> rows) {
  auto map = make_tensor<float>({rows.size(), rows.begin()->size(), 1});
  std::size_t y = 0;
  for (const auto& row : rows) {
    std::copy(row.begin(), row.end(), &map(y++, 0, 0));
  }
  return map;
}

/// A kernel from one channel to one channel.
Weights plain_kernel(std::initializer_list<std::initializer_list<float>> rows, float bias) {
  const Map cells = one_channel(rows);
  Weights weights{make_tensor<float>({cells.shape(0), cells.shape(1), 1, 1}), list<float>({bias})};
  std::copy(cells.begin(), cells.end(), weights.kernel.begin());
  return weights;
}

Weights random_weights(std::size_t height, std::size_t width, std::size_t inputs,
                       std::size_t outputs, std::uint64_t seed) {
  return {random_tensor({height, width, inputs, outputs}, seed),
          random_tensor({outputs}, seed + 1)};
}

template <class Tensor>
Tensor magnitudes(Tensor tensor) {
  for (float& value : tensor) {
    value = std::fabs(value);
  }
  return tensor;
}

/// How far a float32 sum may be from the exact one: 4 sqrt(K) eps sum |a| |b|.
HostTensor<double, 4> bound(const Maps& inputs, const Weights& weights, Conv2dParams params) {
  params.relu = false;
  const Maps sums =
      conv2d(magnitudes(inputs), {magnitudes(weights.kernel), magnitudes(weights.bias)}, params,
             kReference);
  const auto terms = static_cast<double>(weights.kernel.size() / weights.bias.size() + 1);
  const double factor =
      4.0 * std::sqrt(terms) * static_cast<double>(std::numeric_limits<float>::epsilon());
  auto result = HostTensor<double, 4>::from_shape(sums.shape());
  std::transform(sums.begin(), sums.end(), result.begin(),
                 [&](float sum) { return factor * static_cast<double>(sum); });
  return result;
}

class Conv2d : public ::testing::TestWithParam<ConvMethod> {
 protected:
  const ComputeOptions compute_{.conv = GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Methods, Conv2d,
                         ::testing::Values(ConvMethod::reference, ConvMethod::im2col),
                         [](const auto& method) { return testing::PrintToString(method.param); });

//   1 2 3       kernel    1 0     1*1 + 5*10 = 51
//   4 5 6   *             0 10    2*1 + 6*10 = 62 ...
//   7 8 9
TEST_P(Conv2d, IsCrossCorrelationByHand) {
  const Map out = conv2d(one_channel({{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}),
                         plain_kernel({{1, 0}, {0, 10}}, 0.5F), {}, compute_);
  expect_same(out, one_channel({{51.5F, 62.5F}, {84.5F, 95.5F}}));
}

TEST_P(Conv2d, PaddingAddsZerosOnEverySide) {
  const Map out =
      conv2d(one_channel({{1, 2}, {3, 4}}), plain_kernel({{1, 1, 1}, {1, 1, 1}, {1, 1, 1}}, 0),
             {.padding = 1}, compute_);
  expect_same(out, one_channel({{10, 10}, {10, 10}}));
}

TEST_P(Conv2d, ANonSquareKernelKeepsRowsAndColumnsApart) {
  const Map out =
      conv2d(one_channel({{1, 2, 3}, {4, 5, 6}}), plain_kernel({{1, 10, 100}}, 0), {}, compute_);
  expect_same(out, one_channel({{321}, {654}}));
}

TEST_P(Conv2d, AStrideOfTwoTakesEverySecondCellFromTheFirst) {
  const Map out = conv2d(one_channel({{1, 2, 3, 4, 5}, {6, 7, 8, 9, 10}, {11, 12, 13, 14, 15}}),
                         plain_kernel({{1}}, 0), {.stride = 2}, compute_);
  expect_same(out, one_channel({{1, 3, 5}, {11, 13, 15}}));
}

TEST_P(Conv2d, ChannelsAreMixedByTheKernelsMatrix) {
  auto input = make_tensor<float>({1, 1, 2});
  input(0, 0, 0) = 3;
  input(0, 0, 1) = 5;
  Weights weights{make_tensor<float>({1, 1, 2, 3}), list<float>({0, 0.5F, -40})};
  const std::vector<float> matrix = {1, 10, 0, 2, 0, 7};  // (C_in, C_out)
  std::copy(matrix.begin(), matrix.end(), weights.kernel.begin());
  const Map out = conv2d(input, weights, {}, compute_);
  EXPECT_EQ(std::vector<float>(out.begin(), out.end()), (std::vector<float>{13, 30.5F, -5}));
  const Map positive = conv2d(input, weights, {.relu = true}, compute_);
  EXPECT_EQ(std::vector<float>(positive.begin(), positive.end()),
            (std::vector<float>{13, 30.5F, 0}));
}

TEST_P(Conv2d, NaNReachesTheCellsThatSeeItAndPassesTheRelu) {
  Map input = random_tensor({7, 9, 2}, 1);
  input(3, 4, 1) = kNaN;
  const Map out =
      conv2d(input, random_weights(3, 3, 2, 3, 2), {.padding = 1, .relu = true}, compute_);
  for (std::size_t y = 0; y < 7; ++y) {
    for (std::size_t x = 0; x < 9; ++x) {
      const bool sees_it = y >= 2 && y <= 4 && x >= 3 && x <= 5;
      for (std::size_t o = 0; o < 3; ++o) {
        ASSERT_EQ(std::isnan(out(y, x, o)), sees_it) << y << ", " << x;
      }
    }
  }
}

TEST_P(Conv2d, NoMapsGiveNoMapsAndAnEmptyMapMayConsistOfPaddingOnly) {
  const Weights weights = random_weights(3, 3, 2, 4, 3);
  EXPECT_EQ(conv2d(make_tensor<float>({0, 5, 5, 2}), weights, {}, compute_).shape(),
            (std::array<std::size_t, 4>{0, 3, 3, 4}));
  const Map out = conv2d(make_tensor<float>({0, 1, 2}), weights, {.padding = 2}, compute_);
  EXPECT_EQ(out.shape(), (std::array<std::size_t, 3>{2, 3, 4}));
  EXPECT_EQ(out(1, 2, 3), weights.bias(3));
}

TEST_P(Conv2d, WithoutInputChannelsOnlyTheBiasIsLeft) {
  const Weights weights{make_tensor<float>({1, 1, 0, 2}), list<float>({3, -4})};
  const Map out = conv2d(make_tensor<float>({2, 1, 0}), weights, {}, compute_);
  EXPECT_EQ(std::vector<float>(out.begin(), out.end()), (std::vector<float>{3, -4, 3, -4}));
}

TEST_P(Conv2d, SeveralMapsAreTheSameAsEachAlone) {
  const Maps inputs = random_tensor({3, 5, 4, 2}, 5);
  const Weights weights = random_weights(3, 2, 2, 3, 6);
  const Maps together = conv2d(inputs, weights, {.stride = 2, .padding = 1}, compute_);
  for (std::size_t r = 0; r < 3; ++r) {
    auto input = make_tensor<float>({5, 4, 2});
    std::copy_n(&inputs(r, 0, 0, 0), input.size(), input.data());
    const Map alone = conv2d(input, weights, {.stride = 2, .padding = 1}, compute_);
    for (std::size_t i = 0; i < alone.size(); ++i) {  // one block against several: rounding only
      EXPECT_NEAR(alone.data()[i], together.data()[r * alone.size() + i], 1e-5F);
    }
  }
}

TEST_P(Conv2d, AnyNumberOfThreadsGivesTheSameBits) {
  const int usual = omp_get_max_threads();
  const Map input = random_tensor({37, 41, 5}, 7);
  const Weights weights = random_weights(3, 3, 5, 6, 8);
  omp_set_num_threads(1);
  const Map alone = conv2d(input, weights, {.padding = 1, .relu = true}, compute_);
  for (const int threads : {2, 3, 4, 8}) {
    SCOPED_TRACE(threads);
    omp_set_num_threads(threads);
    expect_same(conv2d(input, weights, {.padding = 1, .relu = true}, compute_), alone);
  }
  omp_set_num_threads(usual);
}

/// The definition once more, written with signed coordinates: out(y, x, o) of map 0.
float output_cell(const Maps& in, const Weights& weights, const Conv2dParams& params, int y, int x,
                  std::size_t o) {
  const auto& kernel = weights.kernel;
  double sum = static_cast<double>(weights.bias(o));
  for (int ky = 0; ky < static_cast<int>(kernel.shape(0)); ++ky) {
    for (int kx = 0; kx < static_cast<int>(kernel.shape(1)); ++kx) {
      const int in_y = y * params.stride + ky - params.padding;
      const int in_x = x * params.stride + kx - params.padding;
      const bool inside = in_y >= 0 && in_y < static_cast<int>(in.shape(1)) && in_x >= 0 &&
                          in_x < static_cast<int>(in.shape(2));
      for (std::size_t c = 0; inside && c < in.shape(3); ++c) {
        sum +=
            static_cast<double>(in(0, in_y, in_x, c)) * static_cast<double>(kernel(ky, kx, c, o));
      }
    }
  }
  return static_cast<float>(params.relu && sum < 0 ? 0 : sum);
}

TEST(ConvMethods, AgreeWithTheDefinitionForRandomShapes) {
  Random random(9);
  int compared = 0;
  for (std::uint64_t trial = 0; trial < 250; ++trial) {
    const auto extent = [&](int low, int high) {
      return static_cast<std::size_t>(random.integer(low, high));
    };
    const std::size_t maps = extent(1, 3);
    const std::size_t height = extent(1, 24);
    const std::size_t width = extent(1, 24);
    const std::size_t inputs = extent(1, 9);
    const std::size_t outputs = extent(1, 9);
    const std::size_t kernel_height = extent(1, 5);
    const std::size_t kernel_width = extent(1, 5);
    const Conv2dParams params{.stride = random.integer(1, 3),
                              .padding = random.integer(0, 3),
                              .relu = random.integer(0, 1) == 1};
    const auto padding = static_cast<std::size_t>(params.padding);
    if (height + 2 * padding < kernel_height || width + 2 * padding < kernel_width) {
      continue;
    }
    SCOPED_TRACE(::testing::Message()
                 << maps << " maps of " << height << " x " << width << " x " << inputs
                 << ", kernel " << kernel_height << " x " << kernel_width << " to " << outputs
                 << ", stride " << params.stride << ", padding " << params.padding);
    const Maps in = random_tensor({maps, height, width, inputs}, 1000 + trial);
    const Weights weights =
        random_weights(kernel_height, kernel_width, inputs, outputs, 2000 + 2 * trial);
    const Maps reference = conv2d(in, weights, params, kReference);
    expect_close(conv2d(in, weights, params, kIm2col), reference, bound(in, weights, params));

    ASSERT_EQ(reference.shape(1),
              (height + 2 * padding - kernel_height) / static_cast<std::size_t>(params.stride) + 1);
    const auto y = extent(0, static_cast<int>(reference.shape(1)) - 1);
    const auto x = extent(0, static_cast<int>(reference.shape(2)) - 1);
    for (std::size_t o = 0; o < outputs; ++o) {
      ASSERT_FLOAT_EQ(reference(0, y, x, o), output_cell(in, weights, params, static_cast<int>(y),
                                                         static_cast<int>(x), o));
    }
    ++compared;
  }
  EXPECT_GT(compared, 200);
}

TEST(Conv2dShapes, WhatDoesNotFitIsNamedWithBothExtents) {
  const auto input = filled_tensor<float>({4, 2, 3}, 0.0F);
  const auto message = [&](const Weights& weights, const Conv2dParams& params) {
    return message_of<ShapeError>([&] { conv2d(input, weights, params); });
  };
  EXPECT_EQ(message(random_weights(1, 1, 2, 5, 1), {}),
            "conv2d: input has 3 channels, expected 2 like the kernel");
  EXPECT_EQ(message({random_tensor({1, 1, 3, 5}, 1), list<float>({1, 2})}, {}),
            "conv2d: bias has 2 elements, expected 5 like the kernel's output channels");
  EXPECT_EQ(message(random_weights(3, 3, 3, 5, 1), {}),
            "conv2d: the padded input has 2 columns, expected at least 3 like the kernel");
  EXPECT_EQ(message(random_weights(1, 1, 3, 5, 1), {.stride = 0}),
            "conv2d: stride is 0, expected at least 1");
  EXPECT_EQ(message(random_weights(1, 1, 3, 5, 1), {.padding = -1}),
            "conv2d: padding is -1, expected at least 0");
}

}  // namespace
}  // namespace mrcnn
