#include "common/nn/conv2d.hpp"

#include "common/error.hpp"
#include "common/nn/add_relu.hpp"
#include "common/nn/conv2d_kernels.hpp"
#include "common/nn/fast/fast_weights.hpp"
#include "common/tensor/place_tensor.hpp"

namespace mrcnn {
namespace {

Index output_extent(const char* axis, Index extent, Index kernel, const Conv2dParams& params) {
  const Index padded = extent + 2 * params.padding;
  check_shape(padded >= kernel, "conv2d: the padded input has ", padded, " ", axis,
              ", expected at least ", kernel, " like the kernel");
  return (padded - kernel) / params.stride + 1;
}

template <class T>
View<T, 4> as_maps(View<T, 4> maps) {
  return maps;
}

template <class T>
View<T, 4> as_maps(View<T, 3> map) {
  return View<T, 4>(map.data(), 1, map.extent(0), map.extent(1), map.extent(2));
}

/// Of one map (H, W, C_in) or several (R, H, W, C_in).
template <std::size_t Rank, class Place>
Tensor<Place, float, Rank> convolved(const Tensor<Place, float, Rank>& input,
                                     const Conv2dWeights<Place>& weights,
                                     const Conv2dParams& params, const ComputeOptions& compute,
                                     const Tensor<Place, float, Rank>* residual = nullptr) {
  const View<const float, 4> maps = as_maps(view(input));
  const View<const float, 4> kernel = kernel_of(weights);
  const View<const float, 1> bias = view(weights.bias);
  check_shape(params.stride > 0, "conv2d: stride is ", params.stride, ", expected at least 1");
  check_shape(params.padding >= 0, "conv2d: padding is ", params.padding, ", expected at least 0");
  check_shape(maps.extent(3) == kernel.extent(2), "conv2d: input has ", maps.extent(3),
              " channels, expected ", kernel.extent(2), " like the kernel");
  check_shape(bias.size() == kernel.extent(3), "conv2d: bias has ", bias.size(),
              " elements, expected ", kernel.extent(3), " like the kernel's output channels");
  auto shape = input.shape();
  shape[Rank - 3] = output_extent("rows", maps.extent(1), kernel.extent(0), params);
  shape[Rank - 2] = output_extent("columns", maps.extent(2), kernel.extent(1), params);
  shape[Rank - 1] = weights.bias.size();
  Tensor<Place, float, Rank> out(shape);
  check_not_packed(compute.conv, kernel.data() == nullptr && kernel.size() > 0);
  FastExtras extras{.packed = weights.packed.get()};
  if constexpr (Rank == 3) {
    if (residual != nullptr) {
      check_add_relu(shape, residual->shape());
      extras.residual = residual->data();
    }
  }
  run_convolution(
      {maps, kernel, bias, as_maps(view(out)), params.stride, params.padding, params.relu}, compute,
      Place{}, extras);
  return out;
}

}  // namespace

HostTensor<float, 3> conv2d(const HostTensor<float, 3>& input, const Conv2dWeights<Host>& weights,
                            const Conv2dParams& params, const ComputeOptions& compute) {
  return convolved<3>(input, weights, params, compute);
}

DeviceTensor<float, 3> conv2d(const DeviceTensor<float, 3>& input,
                              const Conv2dWeights<Device>& weights, const Conv2dParams& params,
                              const ComputeOptions& compute) {
  return convolved<3>(input, weights, params, compute);
}

HostTensor<float, 4> conv2d(const HostTensor<float, 4>& inputs, const Conv2dWeights<Host>& weights,
                            const Conv2dParams& params, const ComputeOptions& compute) {
  return convolved<4>(inputs, weights, params, compute);
}

DeviceTensor<float, 4> conv2d(const DeviceTensor<float, 4>& inputs,
                              const Conv2dWeights<Device>& weights, const Conv2dParams& params,
                              const ComputeOptions& compute) {
  return convolved<4>(inputs, weights, params, compute);
}

HostTensor<float, 3> conv2d_add_relu(const HostTensor<float, 3>& input,
                                     const Conv2dWeights<Host>& weights,
                                     const HostTensor<float, 3>& shortcut,
                                     const ComputeOptions& compute) {
  if (compute.conv == ConvMethod::fast && fast_form(kernel_of(weights), 1) == FastForm::product) {
    return convolved<3>(input, weights, {.relu = true}, compute, &shortcut);  // in one pass
  }
  HostTensor<float, 3> out = conv2d(input, weights, {}, compute);
  add_relu(out, shortcut);
  return out;
}

DeviceTensor<float, 3> conv2d_add_relu(const DeviceTensor<float, 3>& input,
                                       const Conv2dWeights<Device>& weights,
                                       const DeviceTensor<float, 3>& shortcut,
                                       const ComputeOptions& compute) {
  DeviceTensor<float, 3> out = conv2d(input, weights, {}, compute);
  add_relu(out, shortcut);
  return out;
}

void pack(Conv2dWeights<Host>& weights, int stride) {
  const View<const float, 4> kernel = view(std::as_const(weights.kernel));
  weights.packed = std::make_shared<const FastConv>(
      packed_conv(kernel, view(std::as_const(weights.bias)), fast_form(kernel, stride)));
  weights.kernel = {};
}

}  // namespace mrcnn
