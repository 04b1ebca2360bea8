#include "common/nn/deconv2x2.hpp"

#include <algorithm>

#include "common/error.hpp"
#include "common/nn/conv2d_kernels.hpp"
#include "common/nn/deconv2x2_fast.hpp"
#include "common/nn/fast/fast_weights.hpp"
#include "common/tensor/place_tensor.hpp"

namespace mrcnn {
namespace {

template <class Place>
Tensor<Place, float, 4> deconvolved(const Tensor<Place, float, 4>& inputs,
                                    const Conv2dWeights<Place>& weights,
                                    const ComputeOptions& compute) {
  const View<const float, 4> in = view(inputs);
  const View<const float, 4> kernel = kernel_of(weights);
  const View<const float, 1> bias = view(weights.bias);
  const Index channels = kernel.extent(3);
  check_shape(kernel.extent(0) == 2 && kernel.extent(1) == 2, "deconv2x2_relu: the kernel is ",
              kernel.extent(0), " x ", kernel.extent(1), ", expected 2 x 2");
  check_shape(in.extent(3) == kernel.extent(2), "deconv2x2_relu: inputs has ", in.extent(3),
              " channels, expected ", kernel.extent(2), " like the kernel");
  check_shape(bias.size() == channels, "deconv2x2_relu: bias has ", bias.size(),
              " elements, expected ", channels, " like the kernel's output channels");
  check_not_packed(compute.conv, kernel.data() == nullptr && kernel.size() > 0);
  auto out =
      make_tensor_at<Place, float>({in.extent(0), 2 * in.extent(1), 2 * in.extent(2), channels});
  if constexpr (std::is_same_v<Place, Host>) {
    if (compute.conv == ConvMethod::fast) {
      deconv2x2_relu_fast(in, weights, view(out));
      return out;
    }
  }
  auto cells = make_tensor_at<Place, float>({in.extent(0), in.extent(1), in.extent(2), channels});
  // every tap (ky, kx) is a 1x1 convolution whose cells land on every second row and column
  for (Index ky = 0; ky < 2; ++ky) {
    for (Index kx = 0; kx < 2; ++kx) {
      const View<const float, 4> tap(&kernel(ky, kx, 0, 0), 1, 1, kernel.extent(2), channels);
      run_convolution({in, tap, bias, view(cells), 1, 0, true}, compute, Place{});
      spread_cells(view(cells), view(out), ky, kx, Place{});
    }
  }
  return out;
}

}  // namespace

void spread_cells(View<const float, 4> cells, View<float, 4> out, Index ky, Index kx,
                  Host /*place*/) {
  for (Index r = 0; r < cells.extent(0); ++r) {
    for (Index y = 0; y < cells.extent(1); ++y) {
      for (Index x = 0; x < cells.extent(2); ++x) {
        std::copy_n(&cells(r, y, x, 0), cells.extent(3), &out(r, 2 * y + ky, 2 * x + kx, 0));
      }
    }
  }
}

HostTensor<float, 4> deconv2x2_relu(const HostTensor<float, 4>& inputs,
                                    const Conv2dWeights<Host>& weights,
                                    const ComputeOptions& compute) {
  return deconvolved<Host>(inputs, weights, compute);
}

DeviceTensor<float, 4> deconv2x2_relu(const DeviceTensor<float, 4>& inputs,
                                      const Conv2dWeights<Device>& weights,
                                      const ComputeOptions& compute) {
  return deconvolved<Device>(inputs, weights, compute);
}

}  // namespace mrcnn
