#pragma once
#include "common/nn/conv2d_kernels.hpp"
#include "common/nn/fast/packed_weights.hpp"

namespace mrcnn {

// Winograd's F(4x4, 3x3) (Lavin & Gray, CVPR 2016): 16 outputs of a 3x3 convolution from 36
// multiplications instead of 144,
//
//   Y = A^T [ (G g G^T) * (B^T d B) ] A,   d 6x6 inputs, g the kernel, * element by element
//
// with d of every channel. Summed over channels, each of the 36 elements is a separate matrix
// product: (tiles, C_in) times (C_in, C_out). Interpolating a polynomial loses digits, the more the
// larger the points. Those used here, 0, +-sqrt(1/2), +-sqrt(2) and infinity, lose half as many as
// the usual 0, +-1, +-2 and infinity.

/// The convolution with stride 1 by the 36 matrices of winograd_weights().
///
///   bias  (C_out rounded up to whole panels), zeros at the end
void conv2d_winograd(const Convolution& convolution, const PackedMatrices& kernel,
                     const HostTensor<float, 1>& bias);

}  // namespace mrcnn
