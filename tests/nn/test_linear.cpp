#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/nn/linear.hpp"

#include "tests/support/boxes.hpp"
#include "tests/support/close.hpp"
#include "tests/support/message.hpp"
#include "tests/support/random.hpp"

namespace mrcnn {
namespace {

using Matrix = HostTensor<float, 2>;

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

TEST(Linear, RowsTimesMatrixPlusBiasByHand) {
  const LinearWeights<Host> weights{Matrix{{1, 10}, {2, 0}, {0, 5}}, list<float>({0.5F, -100})};
  const Matrix rows = {{1, 2, 3}, {-4, 1, 20}};
  expect_same(linear(rows, weights), Matrix{{5.5F, -75}, {-1.5F, -40}});
  expect_same(linear(rows, weights, true), Matrix{{5.5F, 0}, {0, 0}});
}

TEST(Linear, NoRowsGiveNoRows) {
  const LinearWeights<Host> weights{random_tensor({3, 2}, 1), random_tensor({2}, 2)};
  EXPECT_EQ(linear(make_tensor<float>({0, 3}), weights, true).shape(),
            (std::array<std::size_t, 2>{0, 2}));
}

TEST(Linear, AMapIsOneRowAsItLiesInMemory) {
  const HostTensor<float, 4> maps = random_tensor({3, 2, 2, 5}, 1);
  const LinearWeights<Host> weights{random_tensor({20, 4}, 2), random_tensor({4}, 3)};
  auto rows = make_tensor<float>({3, 20});
  std::copy(maps.begin(), maps.end(), rows.begin());
  expect_same(linear(maps, weights, true), linear(rows, weights, true));
}

TEST(Linear, NaNPassesTheReluInItsRowOnly) {
  const LinearWeights<Host> weights{random_tensor({3, 4}, 1), random_tensor({4}, 2)};
  Matrix rows = random_tensor({3, 3}, 3);
  rows(1, 2) = kNaN;
  const Matrix out = linear(rows, weights, true);
  for (std::size_t r = 0; r < 3; ++r) {
    for (std::size_t o = 0; o < 4; ++o) {
      EXPECT_EQ(std::isnan(out(r, o)), r == 1);
    }
  }
}

TEST(Linear, WhatDoesNotFitIsNamed) {
  const LinearWeights<Host> weights{random_tensor({2, 4}, 1), random_tensor({4}, 2)};
  EXPECT_EQ(message_of<ShapeError>([&] {
              linear(random_tensor({1, 3}, 1), weights);
            }),
            "linear: rows has 3 columns, expected 2 like the rows of matrix");
  const LinearWeights<Host> short_bias{random_tensor({2, 4}, 1), random_tensor({3}, 2)};
  EXPECT_EQ(message_of<ShapeError>([&] {
              linear(random_tensor({1, 2}, 1), short_bias);
            }),
            "linear: bias has 3 elements, expected 4 like the columns of matrix");
}

}  // namespace
}  // namespace mrcnn
