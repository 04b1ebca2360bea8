#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>
#include <omp.h>

#include "common/nn/gemm.hpp"

#include "tests/support/close.hpp"
#include "tests/support/random.hpp"

namespace mrcnn {
namespace {

using Matrix = HostTensor<float, 2>;

Matrix product(const Matrix& a, const Matrix& b) {
  auto out = filled_tensor<float>({a.shape(0), b.shape(1)}, -77.0F);
  gemm(view(a), view(b), view(out));
  return out;
}

/// The sums in double, and how far float32 sums of that many terms may be from them.
struct Truth {
  Matrix product;
  HostTensor<double, 2> bound;
};

Truth naive_product(const Matrix& a, const Matrix& b) {
  const std::size_t depth = a.shape(1);
  const double factor = 4.0 * std::sqrt(static_cast<double>(depth)) *
                        static_cast<double>(std::numeric_limits<float>::epsilon());
  Truth truth{make_tensor<float>({a.shape(0), b.shape(1)}),
              make_tensor<double>({a.shape(0), b.shape(1)})};
  for (std::size_t row = 0; row < a.shape(0); ++row) {
    for (std::size_t column = 0; column < b.shape(1); ++column) {
      double sum = 0.0;
      double magnitude = 0.0;
      for (std::size_t k = 0; k < depth; ++k) {
        const double term = static_cast<double>(a(row, k)) * static_cast<double>(b(k, column));
        sum += term;
        magnitude += std::fabs(term);
      }
      truth.product(row, column) = static_cast<float>(sum);
      truth.bound(row, column) = factor * magnitude;
    }
  }
  return truth;
}

TEST(Gemm, TwoByThreeTimesThreeByTwoByHand) {
  const Matrix a = {{1, 2, 3}, {4, 5, 6}};
  const Matrix b = {{1, 0}, {0, 10}, {100, 1000}};
  expect_same(product(a, b), Matrix{{301, 3020}, {604, 6050}});
}

TEST(Gemm, AgreesWithSumsInDoubleForRowsAroundTheBlockAndOddExtents) {
  std::uint64_t seed = 0;
  for (const std::size_t rows : {1U, 2U, 3U, 17U, 255U, 256U, 257U, 513U}) {
    for (const std::size_t columns : {1U, 2U, 15U, 64U}) {
      for (const std::size_t depth : {1U, 2U, 31U, 147U}) {
        SCOPED_TRACE(::testing::Message() << rows << " x " << columns << ", depth " << depth);
        const Matrix a = random_tensor({rows, depth}, ++seed);
        const Matrix b = random_tensor({depth, columns}, ++seed);
        const Truth truth = naive_product(a, b);
        expect_close(product(a, b), truth.product, truth.bound);
      }
    }
  }
}

TEST(Gemm, OneBlockAloneGivesTheSameBitsAsWithinTheWhole) {
  const Matrix a = random_tensor({600, 33}, 1);
  const Matrix b = random_tensor({33, 20}, 2);
  const Matrix whole = product(a, b);
  auto alone = make_tensor<float>({kGemmRows, 20});
  gemm_block(rows_from(view(a), kGemmRows, kGemmRows), view(b), view(alone));
  for (Index row = 0; row < kGemmRows; ++row) {
    for (std::size_t column = 0; column < 20; ++column) {
      ASSERT_EQ(alone(row, column), whole(kGemmRows + row, column));
    }
  }
}

TEST(Gemm, AnyNumberOfThreadsGivesTheSameBits) {
  const int usual = omp_get_max_threads();
  const Matrix a = random_tensor({1500, 129}, 3);
  const Matrix b = random_tensor({129, 65}, 4);
  omp_set_num_threads(1);
  const Matrix alone = product(a, b);
  for (const int threads : {2, 3, 4, 8}) {
    SCOPED_TRACE(threads);
    omp_set_num_threads(threads);
    expect_same(product(a, b), alone);
  }
  omp_set_num_threads(usual);
}

TEST(Gemm, NaNAndInfinityReachExactlyTheirRow) {
  Matrix a = random_tensor({300, 5}, 5);
  const Matrix b = random_tensor({5, 3}, 6);
  a(257, 2) = std::numeric_limits<float>::quiet_NaN();
  a(3, 0) = std::numeric_limits<float>::infinity();
  const Matrix out = product(a, b);
  for (std::size_t row = 0; row < 300; ++row) {
    for (std::size_t column = 0; column < 3; ++column) {
      ASSERT_EQ(std::isnan(out(row, column)), row == 257);
      ASSERT_EQ(std::isinf(out(row, column)), row == 3);
    }
  }
}

TEST(Gemm, AnEmptySumIsZeroAndNoRowsOrColumnsAreLegal) {
  expect_same(product(make_tensor<float>({2, 0}), make_tensor<float>({0, 3})),
              filled_tensor<float>({2, 3}, 0.0F));
  EXPECT_EQ(product(make_tensor<float>({0, 4}), make_tensor<float>({4, 3})).size(), 0U);
  EXPECT_EQ(product(make_tensor<float>({2, 4}), make_tensor<float>({4, 0})).size(), 0U);
}

}  // namespace
}  // namespace mrcnn
