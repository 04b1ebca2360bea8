#pragma once
#include <string>
#include <vector>

#include "common/nn/conv2d.hpp"
#include "common/nn/linear.hpp"
#include "common/weights/tensor_spec.hpp"
#include "common/weights/weight_store.hpp"

namespace mrcnn {

/// Extents of one convolution's kernel in a model file.
struct ConvExtents {
  int inputs, outputs, kernel;
};

/// "NAME.weight" (outputs, inputs, kernel, kernel) and "NAME.bias" (outputs).
void add_conv_tensors(std::vector<TensorSpec>& specs, const std::string& name, ConvExtents extents);

/// How a batch norm and the layer before it are stored.
struct NormParams {
  float eps = 1e-5F;       // added to the variance
  bool conv_bias = false;  // the layer before the batch norm has a bias too
};

/// "CONV.weight", "CONV.bias" if it has one, and the batch norm after it: "NORM.weight",
/// "NORM.bias", "NORM.running_mean", "NORM.running_var".
void add_conv_norm_tensors(std::vector<TensorSpec>& specs, const std::string& conv,
                           const std::string& norm, ConvExtents extents, const NormParams& params);

/// The four tensors of a batch norm.
void add_norm_tensors(std::vector<TensorSpec>& specs, const std::string& norm, int channels);

/// "NAME.weight" (outputs, inputs) and "NAME.bias" (outputs).
void add_linear_tensors(std::vector<TensorSpec>& specs, const std::string& name, int inputs,
                        int outputs);

/// Reads a convolution with bias; the kernel is permuted to (KH, KW, C_in, C_out).
Conv2dWeights<Host> load_conv(const WeightStore& store, const std::string& name,
                              ConvExtents extents);

/// Reads a convolution and folds the batch norm after it (Ioffe & Szegedy 2015, sec. 3.1, with
/// fixed statistics): with s = g / sqrt(var + eps), the kernel becomes kernel * s and the bias
/// (bias - mean) * s + shift. Throws InputError for a negative variance, or one of 0 when eps is 0.
Conv2dWeights<Host> load_conv_norm(const WeightStore& store, const std::string& conv,
                                   const std::string& norm, ConvExtents extents,
                                   const NormParams& params);

/// Folds a batch norm into the fully connected layer before it, as load_conv_norm does.
void fold_norm(const WeightStore& store, const std::string& norm, float eps,
               LinearWeights<Host>& weights);

/// Reads a 2x2 transposed convolution, stored (inputs, outputs, 2, 2).
Conv2dWeights<Host> load_deconv2x2(const WeightStore& store, const std::string& name, int inputs,
                                   int outputs);

/// Reads a fully connected layer; the matrix is transposed to (inputs, outputs).
LinearWeights<Host> load_linear(const WeightStore& store, const std::string& name, int inputs,
                                int outputs);

/// The same for a layer that reads a flattened map: its inputs are stored as (channels, side, side)
/// and permuted to (side, side, channels).
LinearWeights<Host> load_linear_on_map(const WeightStore& store, const std::string& name,
                                       int channels, int side, int outputs);

}  // namespace mrcnn
