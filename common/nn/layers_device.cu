#include <cmath>

#include "common/nn/conv2d_kernels.hpp"
#include "common/nn/device_gemm.hpp"
#include "common/nn/layers.hpp"
#include "common/nn/layers_math.hpp"
#include "common/nn/pool_math.hpp"
#include "common/tensor/for_each.cuh"

namespace mrcnn {

namespace {

/// `count` rows of `inputs` numbers.
DeviceTensor<float, 2> linear_rows(const float* rows, std::size_t count, std::size_t inputs,
                                   const LinearWeights<Device>& weights, bool relu, Math math) {
  check_linear(inputs, weights.matrix.shape(), weights.bias.size());
  const std::size_t outputs = weights.matrix.shape(1);
  auto out = make_device_tensor<float>({count, outputs});
  device_gemm(count, outputs, inputs, rows, weights.matrix.data(), out.data(), math);
  add_bias_on_device(out.data(), count, outputs, weights.bias.data(), relu);
  return out;
}

}  // namespace

DeviceTensor<float, 2> linear(const DeviceTensor<float, 2>& rows,
                              const LinearWeights<Device>& weights, bool relu,
                              const ComputeOptions& compute) {
  return linear_rows(rows.data(), rows.shape(0), rows.shape(1), weights, relu, compute.math);
}

DeviceTensor<float, 2> linear(const DeviceTensor<float, 4>& maps,
                              const LinearWeights<Device>& weights, bool relu,
                              const ComputeOptions& compute) {
  return linear_rows(maps.data(), maps.shape(0), maps.shape(1) * maps.shape(2) * maps.shape(3),
                     weights, relu, compute.math);
}

namespace {

DeviceTensor<float, 3> pool(const DeviceTensor<float, 3>& features, int size, int stride,
                            PoolAxis rows, PoolAxis columns) {
  const std::size_t channels = features.shape(2);
  auto out = make_device_tensor<float>({static_cast<std::size_t>(rows.windows),
                                        static_cast<std::size_t>(columns.windows), channels});
  const auto height = static_cast<int>(features.shape(0));
  const auto width = static_cast<int>(features.shape(1));
  const float* in = features.data();
  float* pooled = out.data();
  // pooled[y][x][c] <- the largest cell of channel c in the window
  for_each_channels(out.shape(0) * out.shape(1), channels,
                    [=] MRCNN_HD(std::size_t cell, std::size_t first, std::size_t last) {
                      const int index = static_cast<int>(cell);
                      const int top = index / columns.windows * stride - rows.before;
                      const int left = index % columns.windows * stride - columns.before;
                      const int bottom = top + size < height ? top + size : height;
                      const int right = left + size < width ? left + size : width;
                      float* best = pooled + cell * channels;
                      for (std::size_t c = first; c < last; ++c) {
                        best[c] = -INFINITY;
                      }
                      for (int y = top > 0 ? top : 0; y < bottom; ++y) {
                        for (int x = left > 0 ? left : 0; x < right; ++x) {
                          const float* from =
                              in + (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                                    static_cast<std::size_t>(x)) *
                                       channels;
                          for (std::size_t c = first; c < last; ++c) {
                            best[c] = larger_or_nan(best[c], from[c]);
                          }
                        }
                      }
                    });
  return out;
}

}  // namespace

DeviceTensor<float, 3> max_pool(const DeviceTensor<float, 3>& features, int size, int stride,
                                int padding) {
  const auto height = static_cast<int>(features.shape(0));
  const auto width = static_cast<int>(features.shape(1));
  check_max_pool(height, width, size, stride, padding);
  return pool(features, size, stride, symmetric_axis(height, size, stride, padding),
              symmetric_axis(width, size, stride, padding));
}

DeviceTensor<float, 3> max_pool_same(const DeviceTensor<float, 3>& features, int size, int stride) {
  check_max_pool_same(features.shape(), size, stride);
  return pool(features, size, stride, same_axis(static_cast<int>(features.shape(0)), size, stride),
              same_axis(static_cast<int>(features.shape(1)), size, stride));
}

DeviceTensor<float, 3> add_upsampled(const DeviceTensor<float, 3>& lateral,
                                     const DeviceTensor<float, 3>& coarse) {
  const auto fine_shape = lateral.shape();
  const auto coarse_shape = coarse.shape();
  check_upsampled(fine_shape, coarse_shape);
  auto out = DeviceTensor<float, 3>(fine_shape);
  const float row_scale = upsampling_scale(coarse_shape[0], fine_shape[0]);
  const float column_scale = upsampling_scale(coarse_shape[1], fine_shape[1]);
  const std::size_t coarse_height = coarse_shape[0];
  const std::size_t coarse_width = coarse_shape[1];
  const std::size_t width = fine_shape[1];
  const std::size_t channels = fine_shape[2];
  const float* fine = lateral.data();
  const float* repeated = coarse.data();
  float* sum = out.data();
  // sum[y][x][c] <- lateral[y][x][c] + coarse[y / 2][x / 2][c]
  for_each_channels(
      fine_shape[0] * width, channels,
      [=] MRCNN_HD(std::size_t cell, std::size_t first, std::size_t last) {
        const std::size_t y = upsampling_source(cell / width, row_scale, coarse_height);
        const std::size_t x = upsampling_source(cell % width, column_scale, coarse_width);
        const float* from = repeated + (y * coarse_width + x) * channels;
        for (std::size_t c = first; c < last; ++c) {
          sum[cell * channels + c] = fine[cell * channels + c] + from[c];
        }
      });
  return out;
}

}  // namespace mrcnn
