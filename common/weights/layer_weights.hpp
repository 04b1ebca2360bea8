#pragma once
#include <string>
#include <vector>

#include "common/nn/conv2d.hpp"
#include "common/nn/layers.hpp"
#include "common/weights/tensor_spec.hpp"
#include "common/weights/weight_store.hpp"

namespace mrcnn {

/// Extents of one convolution's kernel in a model file.
struct ConvExtents {
  int inputs, outputs, kernel;
};

/// "NAME.weight" (outputs, inputs, kernel, kernel) and "NAME.bias" (outputs).
void add_conv_tensors(std::vector<TensorSpec>& specs, const std::string& name, ConvExtents extents);

/// "CONV.weight" without bias, and the batch norm after it: "NORM.weight", "NORM.bias",
/// "NORM.running_mean", "NORM.running_var".
void add_conv_norm_tensors(std::vector<TensorSpec>& specs, const std::string& conv,
                           const std::string& norm, ConvExtents extents);

/// "NAME.weight" (outputs, inputs) and "NAME.bias" (outputs).
void add_linear_tensors(std::vector<TensorSpec>& specs, const std::string& name, int inputs,
                        int outputs);

/// Reads a convolution with bias; the kernel is permuted to (KH, KW, C_in, C_out).
Conv2dWeights<Host> load_conv(const WeightStore& store, const std::string& name,
                              ConvExtents extents);

/// Reads a convolution and folds the batch norm after it (Ioffe & Szegedy 2015, sec. 3.1, with
/// fixed statistics): kernel * g / sqrt(var + eps), bias - mean * g / sqrt(var + eps). Throws
/// InputError for a negative variance, or one of 0 when eps is 0.
Conv2dWeights<Host> load_conv_norm(const WeightStore& store, const std::string& conv,
                                   const std::string& norm, ConvExtents extents, float eps);

/// Reads a 2x2 transposed convolution, stored (inputs, outputs, 2, 2).
Conv2dWeights<Host> load_deconv2x2(const WeightStore& store, const std::string& name, int inputs,
                                   int outputs);

/// Reads a fully connected layer; the matrix is transposed to (inputs, outputs).
LinearWeights<Host> load_linear(const WeightStore& store, const std::string& name, int inputs,
                                int outputs);

/// The same for a layer that reads a flattened map: its inputs are stored (channels, pool, pool)
/// and come out as (pool, pool, channels).
LinearWeights<Host> load_linear_on_map(const WeightStore& store, const std::string& name,
                                       int channels, int pool, int outputs);

}  // namespace mrcnn
