#include "common/nn/conv2d.hpp"

#include <algorithm>

#include "common/error.hpp"
#include "common/nn/conv2d_kernels.hpp"

namespace mrcnn {
namespace {

std::size_t output_extent(std::size_t extent, std::size_t kernel, const Conv2dParams& params) {
  const std::size_t padded = extent + 2 * static_cast<std::size_t>(params.padding);
  check_shape(padded >= kernel, "conv2d: a kernel of ", kernel, " on ", padded, " padded cells");
  return (padded - kernel) / static_cast<std::size_t>(params.stride) + 1;
}

void run(const ConvShape& shape, const ConvArrays& arrays, bool relu,
         const ComputeOptions& compute) {
  switch (compute.conv) {
    case ConvMethod::reference:
      conv2d_reference(shape, arrays, relu);
      break;
    case ConvMethod::im2col:
      conv2d_im2col(shape, arrays, relu);
      break;
  }
}

}  // namespace

ConvShape conv_shape(std::size_t maps, std::size_t height, std::size_t width, std::size_t channels,
                     const std::array<std::size_t, 4>& kernel, std::size_t biases,
                     const Conv2dParams& params) {
  check_shape(params.stride > 0 && params.padding >= 0, "conv2d: stride ", params.stride,
              ", padding ", params.padding);
  check_shape(channels == kernel[2], "conv2d: the input has ", channels,
              " channels, the kernel expects ", kernel[2]);
  check_shape(biases == kernel[3], "conv2d: ", biases, " biases for ", kernel[3],
              " output channels");
  return {.maps = maps,
          .height = height,
          .width = width,
          .channels = channels,
          .out_height = output_extent(height, kernel[0], params),
          .out_width = output_extent(width, kernel[1], params),
          .out_channels = kernel[3],
          .kernel_height = kernel[0],
          .kernel_width = kernel[1],
          .stride = static_cast<std::size_t>(params.stride),
          .padding = static_cast<std::size_t>(params.padding)};
}

HostTensor<float, 3> conv2d(const HostTensor<float, 3>& input, const Conv2dWeights<Host>& weights,
                            const Conv2dParams& params, const ComputeOptions& compute) {
  const ConvShape shape = conv_shape(1, input.shape(0), input.shape(1), input.shape(2),
                                     weights.kernel.shape(), weights.bias.size(), params);
  auto out = make_tensor<float>({shape.out_height, shape.out_width, shape.out_channels});
  run(shape, {input.data(), weights.kernel.data(), weights.bias.data(), out.data()}, params.relu,
      compute);
  return out;
}

HostTensor<float, 4> conv2d(const HostTensor<float, 4>& inputs, const Conv2dWeights<Host>& weights,
                            const Conv2dParams& params, const ComputeOptions& compute) {
  const ConvShape shape =
      conv_shape(inputs.shape(0), inputs.shape(1), inputs.shape(2), inputs.shape(3),
                 weights.kernel.shape(), weights.bias.size(), params);
  auto out =
      make_tensor<float>({shape.maps, shape.out_height, shape.out_width, shape.out_channels});
  run(shape, {inputs.data(), weights.kernel.data(), weights.bias.data(), out.data()}, params.relu,
      compute);
  return out;
}

HostTensor<float, 4> deconv2x2_relu(const HostTensor<float, 4>& inputs,
                                    const Conv2dWeights<Host>& weights,
                                    const ComputeOptions& compute) {
  const auto& in = inputs.shape();
  const auto& kernel = weights.kernel.shape();
  check_shape(kernel[0] == 2 && kernel[1] == 2, "deconv2x2_relu: a kernel of ", kernel[0], " x ",
              kernel[1]);
  auto out = make_tensor<float>({in[0], 2 * in[1], 2 * in[2], kernel[3]});
  // every tap (ky, kx) is a 1x1 convolution whose cells land on every second row and column
  for (std::size_t ky = 0; ky < 2; ++ky) {
    for (std::size_t kx = 0; kx < 2; ++kx) {
      Conv2dWeights<Host> tap{make_tensor<float>({1, 1, kernel[2], kernel[3]}), weights.bias};
      std::copy_n(&weights.kernel(ky, kx, 0, 0), kernel[2] * kernel[3], tap.kernel.data());
      const HostTensor<float, 4> cells = conv2d(inputs, tap, {.relu = true}, compute);
      for (std::size_t r = 0; r < in[0]; ++r) {
        for (std::size_t y = 0; y < in[1]; ++y) {
          for (std::size_t x = 0; x < in[2]; ++x) {
            std::copy_n(&cells(r, y, x, 0), kernel[3], &out(r, 2 * y + ky, 2 * x + kx, 0));
          }
        }
      }
    }
  }
  return out;
}

}  // namespace mrcnn
