#pragma once
#include "common/nn/compute_options.hpp"
#include "common/tensor/view.hpp"

namespace mrcnn {

/// gemm() on device memory: out (rows, columns) = a (rows, depth) b (depth, columns), row-major and
/// packed. cuBLAS on a GPU; on a processor gemm() itself, so that the bits are the host's.
void device_gemm(View<const float, 2> a, View<const float, 2> b, View<float, 2> out, Math math);

/// How many rows of `depth` numbers a product takes at once: on a GPU as many as 256 MiB hold, on a
/// processor a few blocks of gemm() for every thread, so that they are still in the caches when
/// they are multiplied. Whole blocks of kGemmRows.
Index device_gemm_rows(Index depth);

}  // namespace mrcnn
