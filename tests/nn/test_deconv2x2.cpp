#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/nn/deconv2x2.hpp"

#include "tests/support/boxes.hpp"
#include "tests/support/close.hpp"
#include "tests/support/message.hpp"
#include "tests/support/random.hpp"

namespace mrcnn {
namespace {

using Maps = HostTensor<float, 4>;
using Weights = Conv2dWeights<Host>;

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

/// A kernel from one channel to one channel, without a bias.
Weights plain_kernel(std::initializer_list<float> taps) {
  Weights weights{make_tensor<float>({2, 2, 1, 1}), list<float>({0})};
  std::copy(taps.begin(), taps.end(), weights.kernel.begin());
  return weights;
}

Weights random_weights(std::size_t height, std::size_t width, std::size_t inputs,
                       std::size_t outputs, std::uint64_t seed) {
  return {random_tensor({height, width, inputs, outputs}, seed),
          random_tensor({outputs}, seed + 1)};
}

//   1 2     kernel   1 10      1   10   2   20
//                   100 1000  100 1000 200 2000
TEST(Deconv2x2Relu, EveryCellBecomesTwoByTwoByHand) {
  auto input = make_tensor<float>({1, 1, 2, 1});
  input(0, 0, 0, 0) = 1;
  input(0, 0, 1, 0) = 2;
  const Maps out = deconv2x2_relu(input, plain_kernel({1, 10, 100, 1000}));
  EXPECT_EQ(out.shape(), (std::array<std::size_t, 4>{1, 2, 4, 1}));
  EXPECT_EQ(std::vector<float>(out.begin(), out.end()),
            (std::vector<float>{1, 10, 2, 20, 100, 1000, 200, 2000}));
}

TEST(Deconv2x2Relu, AgreesWithTheDefinitionAndCutsNegativesToZero) {
  const Maps in = random_tensor({2, 3, 5, 4}, 21);
  const Weights weights = random_weights(2, 2, 4, 3, 22);
  for (const ConvMethod method : {ConvMethod::reference, ConvMethod::im2col}) {
    const Maps out = deconv2x2_relu(in, weights, {.conv = method});
    ASSERT_EQ(out.shape(), (std::array<std::size_t, 4>{2, 6, 10, 3}));
    for (std::size_t r = 0; r < 2; ++r) {
      for (std::size_t y = 0; y < 6; ++y) {
        for (std::size_t x = 0; x < 10; ++x) {
          for (std::size_t o = 0; o < 3; ++o) {
            double sum = static_cast<double>(weights.bias(o));
            for (std::size_t c = 0; c < 4; ++c) {
              sum += static_cast<double>(in(r, y / 2, x / 2, c)) *
                     static_cast<double>(weights.kernel(y % 2, x % 2, c, o));
            }
            ASSERT_NEAR(static_cast<double>(out(r, y, x, o)), std::max(sum, 0.0), 1e-6);
          }
        }
      }
    }
  }
}

TEST(Deconv2x2Relu, NaNStaysInItsFourCells) {
  auto input = filled_tensor<float>({1, 2, 2, 1}, 1.0F);
  input(0, 1, 0, 0) = kNaN;
  const Maps out = deconv2x2_relu(input, plain_kernel({1, 1, 1, 1}));
  for (std::size_t y = 0; y < 4; ++y) {
    for (std::size_t x = 0; x < 4; ++x) {
      EXPECT_EQ(std::isnan(out(0, y, x, 0)), y >= 2 && x < 2);
    }
  }
}

TEST(Deconv2x2Relu, NoMapsAreLegalAndOtherKernelsAreNot) {
  EXPECT_EQ(
      deconv2x2_relu(make_tensor<float>({0, 14, 14, 4}), random_weights(2, 2, 4, 3, 1)).shape(),
      (std::array<std::size_t, 4>{0, 28, 28, 3}));
  const Maps one = random_tensor({1, 1, 1, 4}, 1);
  EXPECT_EQ(message_of<ShapeError>([&] { deconv2x2_relu(one, random_weights(3, 2, 4, 3, 1)); }),
            "deconv2x2_relu: the kernel is 3 x 2, expected 2 x 2");
  EXPECT_EQ(message_of<ShapeError>([&] { deconv2x2_relu(one, random_weights(2, 2, 5, 3, 1)); }),
            "deconv2x2_relu: inputs has 4 channels, expected 5 like the kernel");
}

}  // namespace
}  // namespace mrcnn
