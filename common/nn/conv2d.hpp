#pragma once
#include <memory>

#include "common/nn/compute_options.hpp"
#include "common/tensor/device_tensor.hpp"
#include "common/tensor/host_tensor.hpp"

namespace mrcnn {

struct FastConv;

/// A convolution's parameters, batch norm folded in.
template <class Place>
struct Conv2dWeights {
  Tensor<Place, float, 4> kernel;  // (KH, KW, C_in, C_out)
  Tensor<Place, float, 1> bias;    // (C_out)

  std::shared_ptr<const FastConv> packed =
      {};  // the same for ConvMethod::fast, if pack() was called
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

/// relu(conv2d(input) + shortcut): the end of a residual block (ResNet, eq. 1). NaN stays NaN.
///
///   shortcut  like the result, (H', W', C_out)
///
/// Throws what conv2d() throws, and ShapeError if the shortcut has another shape.
HostTensor<float, 3> conv2d_add_relu(const HostTensor<float, 3>& input,
                                     const Conv2dWeights<Host>& weights,
                                     const HostTensor<float, 3>& shortcut,
                                     const ComputeOptions& compute = {});
DeviceTensor<float, 3> conv2d_add_relu(const DeviceTensor<float, 3>& input,
                                       const Conv2dWeights<Device>& weights,
                                       const DeviceTensor<float, 3>& shortcut,
                                       const ComputeOptions& compute = {});

/// Rearranges the weights once, for all images: ConvMethod::fast otherwise does it in every call.
/// The kernel as it was is dropped, so no other method can use them. `stride` is the convolution's.
void pack(Conv2dWeights<Host>& weights, int stride = 1);

}  // namespace mrcnn
