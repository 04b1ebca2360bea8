#pragma once
#include <cstddef>

namespace mrcnn {

/// Rows of one block of work. Constant, so that the same sums are made for any number of threads.
inline constexpr std::size_t kGemmRows = 256;

/// out (rows, columns) = a (rows, depth) b (depth, columns), all row-major and packed, float32.
/// Parallel over blocks of kGemmRows rows counted from row 0; each block is one BLAS call on one
/// thread, so the bits do not depend on the number of threads.
void gemm(std::size_t rows, std::size_t columns, std::size_t depth, const float* a, const float* b,
          float* out);

/// The same for one block, on the calling thread.
void gemm_block(std::size_t rows, std::size_t columns, std::size_t depth, const float* a,
                const float* b, float* out);

}  // namespace mrcnn
