#include <algorithm>

#include "common/error.hpp"
#include "common/nn/conv2d.hpp"
#include "common/nn/conv2d_kernels.hpp"
#include "common/nn/device_gemm.hpp"
#include "common/tensor/for_each.cuh"

namespace mrcnn {
namespace {

// [im2col]
/// Patches of `count` output cells from cell `begin` on, one row each: (ky, kx, c), zeros outside
/// the map. In a map of (H, W, C) the cells (kx, c) of one kernel row lie side by side: the copy
/// runs over them in parallel, so that neighbouring threads read neighbouring addresses.
void copy_patches(const ConvShape& s, const float* input, std::size_t begin, std::size_t count,
                  float* patches) {
  const std::size_t run = s.kernel_width * s.channels;
  const std::size_t row_size = s.width * s.channels;
  // patches[cell][ky][j] <- input[map][y s + ky - p][(x s - p) C + j], or 0 outside
  for_each_channels(count * s.kernel_height, run,
                    [=] MRCNN_HD(std::size_t row, std::size_t first, std::size_t last) {
                      const std::size_t cell = begin + row / s.kernel_height;
                      const std::size_t x = cell % s.out_width;
                      const std::size_t y = cell / s.out_width % s.out_height;
                      const std::size_t map = cell / (s.out_width * s.out_height);
                      // both wrap around when negative, so one comparison is enough
                      const std::size_t in_y = y * s.stride + row % s.kernel_height - s.padding;
                      const std::size_t in_x = (x * s.stride - s.padding) * s.channels;
                      const float* in = input + (map * s.height + in_y) * row_size;
                      float* out = patches + row * run;
                      for (std::size_t j = first; j < last; ++j) {
                        out[j] = in_y < s.height && in_x + j < row_size ? in[in_x + j] : 0.0F;
                      }
                    });
}

// [/im2col]

}  // namespace

void add_bias_on_device(float* out, std::size_t rows, std::size_t channels, const float* bias,
                        bool relu) {
  // out[row][o] <- max(0, out[row][o] + bias[o]); NaN stays NaN
  for_each_channels(rows, channels,
                    [=] MRCNN_HD(std::size_t row, std::size_t first, std::size_t last) {
                      float* cell = out + row * channels;
                      for (std::size_t o = first; o < last; ++o) {
                        const float value = cell[o] + bias[o];
                        cell[o] = relu && value < 0.0F ? 0.0F : value;
                      }
                    });
}

void conv2d_im2col_on_device(const ConvShape& s, const ConvArrays& arrays, bool relu, Math math) {
  const std::size_t cells = s.out_cells();
  const std::size_t block =
      s.is_plain_product() ? cells : std::min(cells, device_gemm_rows(s.depth()));
  DeviceTensor<float, 1> patches({s.is_plain_product() ? 0 : block * s.depth()});
  for (std::size_t begin = 0; begin < cells; begin += block) {
    const std::size_t count = std::min(block, cells - begin);
    const float* rows = arrays.input + begin * s.channels;
    if (!s.is_plain_product()) {
      copy_patches(s, arrays.input, begin, count, patches.data());
      rows = patches.data();
    }
    float* out = arrays.out + begin * s.out_channels;
    device_gemm(count, s.out_channels, s.depth(), rows, arrays.kernel, out, math);
    add_bias_on_device(out, count, s.out_channels, arrays.bias, relu);
  }
}

void conv2d_reference_on_device(const ConvShape& s, const ConvArrays& arrays, bool relu) {
  // out[cell][o] <- bias[o] + sum over ky, kx, c, in double: one thread an element
  for_each_index(s.out_cells() * s.out_channels, [=] MRCNN_HD(std::ptrdiff_t i) {
    const std::size_t o = static_cast<std::size_t>(i) % s.out_channels;
    const std::size_t cell = static_cast<std::size_t>(i) / s.out_channels;
    const std::size_t x = cell % s.out_width;
    const std::size_t y = cell / s.out_width % s.out_height;
    const std::size_t map = cell / (s.out_width * s.out_height);
    double sum = static_cast<double>(arrays.bias[o]);
    const float* tap = arrays.kernel + o;
    for (std::size_t ky = 0; ky < s.kernel_height; ++ky) {
      for (std::size_t kx = 0; kx < s.kernel_width; ++kx, tap += s.channels * s.out_channels) {
        const std::size_t in_y = y * s.stride + ky - s.padding;
        const std::size_t in_x = x * s.stride + kx - s.padding;
        if (in_y < s.height && in_x < s.width) {
          const float* in = arrays.input + ((map * s.height + in_y) * s.width + in_x) * s.channels;
          for (std::size_t c = 0; c < s.channels; ++c) {
            sum += static_cast<double>(in[c]) * static_cast<double>(tap[c * s.out_channels]);
          }
        }
      }
    }
    arrays.out[i] = static_cast<float>(relu && sum < 0.0 ? 0.0 : sum);
  });
}

namespace {

void run(const ConvShape& shape, const ConvArrays& arrays, bool relu,
         const ComputeOptions& compute) {
  switch (compute.conv) {
    case ConvMethod::reference:
      conv2d_reference_on_device(shape, arrays, relu);
      break;
    case ConvMethod::im2col:
      conv2d_im2col_on_device(shape, arrays, relu, compute.math);
      break;
  }
}

}  // namespace

DeviceTensor<float, 3> conv2d(const DeviceTensor<float, 3>& input,
                              const Conv2dWeights<Device>& weights, const Conv2dParams& params,
                              const ComputeOptions& compute) {
  const auto& in = input.shape();
  const ConvShape shape =
      conv_shape(1, in[0], in[1], in[2], weights.kernel.shape(), weights.bias.size(), params);
  auto out = make_device_tensor<float>({shape.out_height, shape.out_width, shape.out_channels});
  run(shape, {input.data(), weights.kernel.data(), weights.bias.data(), out.data()}, params.relu,
      compute);
  return out;
}

DeviceTensor<float, 4> conv2d(const DeviceTensor<float, 4>& inputs,
                              const Conv2dWeights<Device>& weights, const Conv2dParams& params,
                              const ComputeOptions& compute) {
  const auto& in = inputs.shape();
  const ConvShape shape =
      conv_shape(in[0], in[1], in[2], in[3], weights.kernel.shape(), weights.bias.size(), params);
  auto out = make_device_tensor<float>(
      {shape.maps, shape.out_height, shape.out_width, shape.out_channels});
  run(shape, {inputs.data(), weights.kernel.data(), weights.bias.data(), out.data()}, params.relu,
      compute);
  return out;
}

DeviceTensor<float, 4> deconv2x2_relu(const DeviceTensor<float, 4>& inputs,
                                      const Conv2dWeights<Device>& weights,
                                      const ComputeOptions& compute) {
  const auto in = inputs.shape();
  const auto kernel = weights.kernel.shape();
  check_shape(kernel[0] == 2 && kernel[1] == 2, "deconv2x2_relu: a kernel of ", kernel[0], " x ",
              kernel[1]);
  auto out = make_device_tensor<float>({in[0], 2 * in[1], 2 * in[2], kernel[3]});
  auto cells = make_device_tensor<float>({in[0], in[1], in[2], kernel[3]});
  const float* from = cells.data();
  float* to = out.data();
  const std::size_t width = in[2];
  const std::size_t channels = kernel[3];
  // every tap (ky, kx) is a 1x1 convolution whose cells land on every second row and column
  for (std::size_t tap = 0; tap < 4; ++tap) {
    const ConvShape shape = conv_shape(in[0], in[1], in[2], in[3], {1, 1, kernel[2], kernel[3]},
                                       weights.bias.size(), {});
    run(shape,
        {inputs.data(), weights.kernel.data() + tap * kernel[2] * kernel[3], weights.bias.data(),
         cells.data()},
        true, compute);
    // out[2 y + ky][2 x + kx][o] <- cells[y][x][o]; the rows of all maps count as one
    for_each_channels(in[0] * in[1] * in[2], channels,
                      [=] MRCNN_HD(std::size_t cell, std::size_t first, std::size_t last) {
                        const std::size_t y = 2 * (cell / width) + tap / 2;
                        const std::size_t x = 2 * (cell % width) + tap % 2;
                        for (std::size_t o = first; o < last; ++o) {
                          to[(y * 2 * width + x) * channels + o] = from[cell * channels + o];
                        }
                      });
  }
  return out;
}

}  // namespace mrcnn
