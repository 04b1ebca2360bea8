#pragma once
#include "common/nn/compute_options.hpp"
#include "common/nn/pool_math.hpp"
#include "common/tensor/device_tensor.hpp"
#include "common/tensor/host_tensor.hpp"

namespace mrcnn {

/// A fully connected layer's parameters.
template <class Place>
struct LinearWeights {
  Tensor<Place, float, 2> matrix;  // (inputs, outputs)
  Tensor<Place, float, 1> bias;    // (outputs)
};

/// rows (R, inputs) matrix + bias: (R, outputs), with ReLU if asked. R may be 0.
HostTensor<float, 2> linear(const HostTensor<float, 2>& rows, const LinearWeights<Host>& weights,
                            bool relu = false, const ComputeOptions& compute = {});
DeviceTensor<float, 2> linear(const DeviceTensor<float, 2>& rows,
                              const LinearWeights<Device>& weights, bool relu = false,
                              const ComputeOptions& compute = {});

/// The same for maps (R, H, W, C): each is a row of H W C numbers as it lies in memory.
HostTensor<float, 2> linear(const HostTensor<float, 4>& maps, const LinearWeights<Host>& weights,
                            bool relu = false, const ComputeOptions& compute = {});
DeviceTensor<float, 2> linear(const DeviceTensor<float, 4>& maps,
                              const LinearWeights<Device>& weights, bool relu = false,
                              const ComputeOptions& compute = {});

/// Maximum over size x size windows; cells outside the map never win; NaN wins.
///
///   features  (H, W, C)
///   returns   (H', W', C), H' = floor((H + 2 padding - size) / stride) + 1
///
/// Throws ShapeError if padding > size / 2 or the window is larger than the padded map.
HostTensor<float, 3> max_pool(const HostTensor<float, 3>& features, int size, int stride,
                              int padding);
DeviceTensor<float, 3> max_pool(const DeviceTensor<float, 3>& features, int size, int stride,
                                int padding);

/// The same with the padding of TensorFlow's "same": (ceil(H / stride), ceil(W / stride), C).
/// Throws ShapeError for an empty map.
HostTensor<float, 3> max_pool_same(const HostTensor<float, 3>& features, int size, int stride);
DeviceTensor<float, 3> max_pool_same(const DeviceTensor<float, 3>& features, int size, int stride);

/// lateral + the coarser map repeated to the lateral's size by nearest neighbour (FPN, sec. 3, fig.
/// 3).
///
///   lateral  (H, W, C)
///   coarse   (h, w, C)
HostTensor<float, 3> add_upsampled(const HostTensor<float, 3>& lateral,
                                   const HostTensor<float, 3>& coarse);
DeviceTensor<float, 3> add_upsampled(const DeviceTensor<float, 3>& lateral,
                                     const DeviceTensor<float, 3>& coarse);

}  // namespace mrcnn
