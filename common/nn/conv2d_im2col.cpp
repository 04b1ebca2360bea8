#include <algorithm>
#include <memory>

#include <omp.h>

#include "common/nn/blas_setup.hpp"
#include "common/nn/conv2d_kernels.hpp"
#include "common/nn/gemm.hpp"

namespace mrcnn {
namespace {

// [patch]
/// Copies the patch under one output cell into a row: (ky, kx, c), zeros outside the map.
void copy_patch(const ConvShape& s, const float* input, std::size_t cell, float* row) {
  const std::size_t x = cell % s.out_width;
  const std::size_t y = cell / s.out_width % s.out_height;
  const std::size_t map = cell / (s.out_width * s.out_height);
  for (std::size_t ky = 0; ky < s.kernel_height; ++ky) {
    for (std::size_t kx = 0; kx < s.kernel_width; ++kx, row += s.channels) {
      const std::size_t in_y = y * s.stride + ky - s.padding;  // wraps around when negative,
      const std::size_t in_x = x * s.stride + kx - s.padding;  // so one comparison is enough
      if (in_y < s.height && in_x < s.width) {
        std::copy_n(input + ((map * s.height + in_y) * s.width + in_x) * s.channels, s.channels,
                    row);
      } else {
        std::fill_n(row, s.channels, 0.0F);
      }
    }
  }
}

// [/patch]

}  // namespace

void add_bias(float* out, std::size_t rows, std::size_t channels, const float* bias, bool relu) {
  for (std::size_t row = 0; row < rows; ++row, out += channels) {
    for (std::size_t o = 0; o < channels; ++o) {
      const float value = out[o] + bias[o];
      out[o] = relu && value < 0.0F ? 0.0F : value;
    }
  }
}

void conv2d_im2col(const ConvShape& s, const ConvArrays& arrays, bool relu) {
  const std::size_t cells = s.out_cells();
  const auto blocks = static_cast<std::ptrdiff_t>((cells + kGemmRows - 1) / kGemmRows);
  // patches of every thread, taken here because no exception may leave a parallel loop
  const std::size_t block_size = s.is_plain_product() ? 0 : kGemmRows * s.depth();
  const auto patches = std::make_unique_for_overwrite<float[]>(
      block_size * static_cast<std::size_t>(omp_get_max_threads()));
  reserve_blas_memory(omp_get_max_threads());
#pragma omp parallel for schedule(dynamic)
  for (std::ptrdiff_t block = 0; block < blocks; ++block) {
    const std::size_t first = static_cast<std::size_t>(block) * kGemmRows;
    const std::size_t count = std::min(kGemmRows, cells - first);
    const float* rows = arrays.input + first * s.channels;
    if (!s.is_plain_product()) {
      float* own = patches.get() + block_size * static_cast<std::size_t>(omp_get_thread_num());
      for (std::size_t i = 0; i < count; ++i) {
        copy_patch(s, arrays.input, first + i, own + i * s.depth());
      }
      rows = own;
    }
    float* out = arrays.out + first * s.out_channels;
    gemm_block(count, s.out_channels, s.depth(), rows, arrays.kernel, out);
    add_bias(out, count, s.out_channels, arrays.bias, relu);
  }
}

}  // namespace mrcnn
