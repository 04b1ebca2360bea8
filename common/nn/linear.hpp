#pragma once
#include <memory>

#include "common/nn/compute_options.hpp"
#include "common/tensor/device_tensor.hpp"
#include "common/tensor/host_tensor.hpp"

namespace mrcnn {

class PackedMatrices;

/// A fully connected layer's parameters.
template <class Place>
struct LinearWeights {
  Tensor<Place, float, 2> matrix;  // (inputs, outputs)
  Tensor<Place, float, 1> bias;    // (outputs)

  std::shared_ptr<const PackedMatrices> packed = {};  // for ConvMethod::fast, if pack() was called
};

/// rows (R, inputs) matrix + bias: (R, outputs), with ReLU if asked. R may be 0. Throws ShapeError
/// if the inputs or the biases do not fit the matrix.
HostTensor<float, 2> linear(const HostTensor<float, 2>& rows, const LinearWeights<Host>& weights,
                            bool relu = false, const ComputeOptions& compute = {});
DeviceTensor<float, 2> linear(const DeviceTensor<float, 2>& rows,
                              const LinearWeights<Device>& weights, bool relu = false,
                              const ComputeOptions& compute = {});

/// The same for R maps (R, H, W, C): each is one row of H W C inputs as it lies in memory.
HostTensor<float, 2> linear(const HostTensor<float, 4>& maps, const LinearWeights<Host>& weights,
                            bool relu = false, const ComputeOptions& compute = {});
DeviceTensor<float, 2> linear(const DeviceTensor<float, 4>& maps,
                              const LinearWeights<Device>& weights, bool relu = false,
                              const ComputeOptions& compute = {});

/// Rearranges the weights once for ConvMethod::fast, which otherwise does it in every call. The
/// matrix as it was is dropped, so no other method can use them.
void pack(LinearWeights<Host>& weights);

}  // namespace mrcnn
