#pragma once
#include "common/nn/compute_options.hpp"
#include "common/tensor/device_tensor.hpp"
#include "common/tensor/host_tensor.hpp"

namespace mrcnn {

/// A convolution's parameters, batch norm folded in.
template <class Place>
struct Conv2dWeights {
  Tensor<Place, float, 4> kernel;  // (KH, KW, C_in, C_out)
  Tensor<Place, float, 1> bias;    // (C_out)
};

struct Conv2dParams {
  int stride = 1;
  int padding = 0;    // zeros on every side
  bool relu = false;  // max(0, .) of the result
};

/// Cross-correlation, as every framework calls convolution:
///
///   out(y, x, o) = bias(o) + sum over ky, kx, c of input(y s + ky - p, x s + kx - p, c) kernel(ky,
///   kx, c, o)
///
///   input    (H, W, C_in)
///   returns  (H', W', C_out), H' = floor((H + 2 p - KH) / s) + 1
///
/// Throws ShapeError if channels disagree or the kernel is larger than the padded input.
HostTensor<float, 3> conv2d(const HostTensor<float, 3>& input, const Conv2dWeights<Host>& weights,
                            const Conv2dParams& params, const ComputeOptions& compute = {});
DeviceTensor<float, 3> conv2d(const DeviceTensor<float, 3>& input,
                              const Conv2dWeights<Device>& weights, const Conv2dParams& params,
                              const ComputeOptions& compute = {});

/// The same over R maps of one size: (R, H, W, C_in) to (R, H', W', C_out). R may be 0.
HostTensor<float, 4> conv2d(const HostTensor<float, 4>& inputs, const Conv2dWeights<Host>& weights,
                            const Conv2dParams& params, const ComputeOptions& compute = {});
DeviceTensor<float, 4> conv2d(const DeviceTensor<float, 4>& inputs,
                              const Conv2dWeights<Device>& weights, const Conv2dParams& params,
                              const ComputeOptions& compute = {});

}  // namespace mrcnn
