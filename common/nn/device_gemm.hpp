#pragma once
#include <cstddef>

#include "common/nn/compute_options.hpp"

namespace mrcnn {

/// gemm() on device memory: out (rows, columns) = a (rows, depth) b (depth, columns), row-major and
/// packed. cuBLAS on a GPU; on a processor gemm() itself, so that the bits are the host's.
void device_gemm(std::size_t rows, std::size_t columns, std::size_t depth, const float* a,
                 const float* b, float* out, Math math);

/// How many rows of `depth` numbers a product wants at once: on a GPU as many as 256 MiB hold, on a
/// processor a few blocks of gemm() for every thread, so that they are still in the caches when
/// they are multiplied. Whole blocks of kGemmRows.
std::size_t device_gemm_rows(std::size_t depth);

}  // namespace mrcnn
