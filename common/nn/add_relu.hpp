#pragma once
#include "common/tensor/device_tensor.hpp"
#include "common/tensor/host_tensor.hpp"

namespace mrcnn {

/// sum = max(0, sum + x): the end of a residual block (ResNet, eq. 1). NaN stays NaN.
///
///   sum  (H, W, C)
///   x    the same shape
///
/// Throws ShapeError if the shapes differ.
void add_relu(HostTensor<float, 3>& sum, const HostTensor<float, 3>& x);
void add_relu(DeviceTensor<float, 3>& sum, const DeviceTensor<float, 3>& x);

/// The argument checks of add_relu().
void check_add_relu(const std::array<std::size_t, 3>& sum, const std::array<std::size_t, 3>& x);

}  // namespace mrcnn
