#include "common/nn/gemm.hpp"

#include <algorithm>
#include <array>

#include <omp.h>
#include <xtensor-blas/xlinalg.hpp>
#include <xtensor/xadapt.hpp>

#include "common/nn/blas_setup.hpp"

namespace mrcnn {

void gemm_block(std::size_t rows, std::size_t columns, std::size_t depth, const float* a,
                const float* b, float* out) {
  if (rows == 0 || columns == 0) {
    return;
  }
  using Shape = std::array<std::size_t, 2>;
  const auto left = xt::adapt(a, rows * depth, xt::no_ownership(), Shape{rows, depth});
  const auto right = xt::adapt(b, depth * columns, xt::no_ownership(), Shape{depth, columns});
  auto result = xt::adapt(out, rows * columns, xt::no_ownership(), Shape{rows, columns});
  xt::blas::gemm(left, right, result);
}

void gemm(std::size_t rows, std::size_t columns, std::size_t depth, const float* a, const float* b,
          float* out) {
  const auto blocks = static_cast<std::ptrdiff_t>((rows + kGemmRows - 1) / kGemmRows);
  reserve_blas_memory(omp_get_max_threads());
#pragma omp parallel for schedule(dynamic)
  for (std::ptrdiff_t block = 0; block < blocks; ++block) {
    const std::size_t first = static_cast<std::size_t>(block) * kGemmRows;
    const std::size_t count = std::min(kGemmRows, rows - first);
    gemm_block(count, columns, depth, a + first * depth, b, out + first * columns);
  }
}

}  // namespace mrcnn
