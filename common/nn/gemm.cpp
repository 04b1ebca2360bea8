#include "common/nn/gemm.hpp"

#include <algorithm>

#include <omp.h>
#include <xtensor-blas/xlinalg.hpp>
#include <xtensor/xadapt.hpp>

#include "common/nn/blas_setup.hpp"
#include "common/tensor/tensor.hpp"

namespace mrcnn {
namespace {

/// The matrix as xtensor sees it, not copied.
template <class T>
auto adapted(View<T, 2> matrix) {
  return xt::adapt(matrix.data(), Extent(matrix.size()).value, xt::no_ownership(),
                   shape_of({matrix.extent(0), matrix.extent(1)}));
}

}  // namespace

void gemm_block(View<const float, 2> a, View<const float, 2> b, View<float, 2> out) {
  if (out.size() == 0) {
    return;
  }
  auto result = adapted(out);
  xt::blas::gemm(adapted(a), adapted(b), result);
}

void gemm(View<const float, 2> a, View<const float, 2> b, View<float, 2> out) {
  const Index rows = out.extent(0);
  const Index blocks = (rows + kGemmRows - 1) / kGemmRows;
  reserve_blas_memory(omp_get_max_threads());
#pragma omp parallel for schedule(dynamic)
  for (Index block = 0; block < blocks; ++block) {
    const Index first = block * kGemmRows;
    const Index count = std::min(kGemmRows, rows - first);
    gemm_block(rows_from(a, first, count), b, rows_from(out, first, count));
  }
}

}  // namespace mrcnn
