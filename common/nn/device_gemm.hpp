#pragma once
#include <cstddef>

#include "common/nn/compute_options.hpp"

namespace mrcnn {

/// gemm() on device memory: out (rows, columns) = a (rows, depth) b (depth, columns), row-major and
/// packed. cuBLAS on a GPU; on a processor gemm() itself, so that the bits are the host's.
void device_gemm(std::size_t rows, std::size_t columns, std::size_t depth, const float* a,
                 const float* b, float* out, Math math);

}  // namespace mrcnn
