#pragma once
#include "common/tensor/view.hpp"

namespace mrcnn {

/// Rows of one block of work. Constant, so that the same sums are made for any number of threads.
inline constexpr Index kGemmRows = 256;

/// out (rows, columns) = a (rows, depth) b (depth, columns), all row-major and packed, float32.
/// Parallel over blocks of kGemmRows rows counted from row 0; each block is one BLAS call on one
/// thread, so the bits do not depend on the number of threads.
void gemm(View<const float, 2> a, View<const float, 2> b, View<float, 2> out);

/// The same for one block, on the calling thread.
void gemm_block(View<const float, 2> a, View<const float, 2> b, View<float, 2> out);

/// `count` rows of a matrix from row `first` on.
template <class T>
View<T, 2> rows_from(View<T, 2> matrix, Index first, Index count) {
  return View<T, 2>(matrix.data() + first * matrix.extent(1), count, matrix.extent(1));
}

}  // namespace mrcnn
