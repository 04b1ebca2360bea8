#pragma once
#include "common/nn/conv2d_kernels.hpp"

namespace mrcnn {

// The rungs between the reference and the fast path: how a convolution gets faster step by step
// (docs/performance.md). The first two and the last are ConvMethod::reference, im2col and fast.

/// Rung 3: the copied patches stay in buffers that every thread keeps, and bias, residual and ReLU
/// are applied while a block is still in the cache.
void conv2d_reused_buffers(const Convolution& convolution, const float* residual);

/// Rung 4: the 3x3 convolutions with stride 1 by Winograd's algorithm, a quarter of the
/// multiplications, with OpenBLAS for its 36 products; the others as on rung 3.
///
///   kernel  (36, C_in, C_out), winograd_weights() of the convolution's
void conv2d_winograd_blas(const Convolution& convolution, View<const float, 3> kernel);

}  // namespace mrcnn
