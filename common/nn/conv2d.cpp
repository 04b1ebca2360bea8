#include "common/nn/conv2d.hpp"

#include "common/error.hpp"
#include "common/nn/conv2d_kernels.hpp"
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
                                     const Conv2dParams& params, const ComputeOptions& compute) {
  const View<const float, 4> maps = as_maps(view(input));
  const View<const float, 4> kernel = view(weights.kernel);
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
  run_convolution(
      {maps, kernel, bias, as_maps(view(out)), params.stride, params.padding, params.relu}, compute,
      Place{});
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

}  // namespace mrcnn
