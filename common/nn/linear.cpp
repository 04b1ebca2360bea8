#include "common/nn/linear.hpp"

#include "common/error.hpp"
#include "common/nn/add_bias.hpp"
#include "common/nn/device_gemm.hpp"
#include "common/nn/fast/fast_weights.hpp"
#include "common/nn/gemm.hpp"
#include "common/nn/linear_fast.hpp"
#include "common/tensor/place_tensor.hpp"

namespace mrcnn {
namespace {

// [linear]
/// `rows` is (R, inputs).
template <class Place>
Tensor<Place, float, 2> linear_of_rows(View<const float, 2> rows,
                                       const LinearWeights<Place>& weights, bool relu,
                                       const ComputeOptions& compute) {
  const View<const float, 2> matrix = matrix_of(weights);
  const View<const float, 1> bias = view(weights.bias);
  check_shape(rows.extent(1) == matrix.extent(0), "linear: rows has ", rows.extent(1),
              " columns, expected ", matrix.extent(0), " like the rows of matrix");
  check_shape(bias.size() == matrix.extent(1), "linear: bias has ", bias.size(),
              " elements, expected ", matrix.extent(1), " like the columns of matrix");
  check_not_packed(compute.conv, matrix.data() == nullptr && matrix.size() > 0);
  auto out = make_tensor_at<Place, float>({rows.extent(0), matrix.extent(1)});
  if constexpr (std::is_same_v<Place, Device>) {
    device_gemm(rows, matrix, view(out), compute.math);
  } else if (compute.conv == ConvMethod::fast) {
    linear_fast(rows, weights, relu, view(out));
    return out;
  } else {
    gemm(rows, matrix, view(out));
  }
  add_bias(view(out), bias, relu, Place{});
  return out;
}

// [/linear]

View<const float, 2> rows_of_maps(View<const float, 4> maps) {
  return View<const float, 2>(maps.data(), maps.extent(0),
                              maps.extent(1) * maps.extent(2) * maps.extent(3));
}

}  // namespace

HostTensor<float, 2> linear(const HostTensor<float, 2>& rows, const LinearWeights<Host>& weights,
                            bool relu, const ComputeOptions& compute) {
  return linear_of_rows(view(rows), weights, relu, compute);
}

DeviceTensor<float, 2> linear(const DeviceTensor<float, 2>& rows,
                              const LinearWeights<Device>& weights, bool relu,
                              const ComputeOptions& compute) {
  return linear_of_rows(view(rows), weights, relu, compute);
}

HostTensor<float, 2> linear(const HostTensor<float, 4>& maps, const LinearWeights<Host>& weights,
                            bool relu, const ComputeOptions& compute) {
  return linear_of_rows(rows_of_maps(view(maps)), weights, relu, compute);
}

DeviceTensor<float, 2> linear(const DeviceTensor<float, 4>& maps,
                              const LinearWeights<Device>& weights, bool relu,
                              const ComputeOptions& compute) {
  return linear_of_rows(rows_of_maps(view(maps)), weights, relu, compute);
}

}  // namespace mrcnn
