#include <vector>

#include "common/nn/conv2d_kernels.hpp"

namespace mrcnn {
namespace {

/// sum(o) += sum over c of cell(c) tap(c, o)
void add_tap(const ConvShape& s, const float* cell, const float* tap, std::vector<double>& sum) {
  for (std::size_t c = 0; c < s.channels; ++c) {
    for (std::size_t o = 0; o < s.out_channels; ++o) {
      sum[o] += static_cast<double>(cell[c]) * static_cast<double>(tap[c * s.out_channels + o]);
    }
  }
}

/// sum(o) = output cell (y, x) of one map, bias included
void sum_cell(const ConvShape& s, const ConvArrays& arrays, std::size_t map, std::size_t y,
              std::size_t x, std::vector<double>& sum) {
  sum.assign(arrays.bias, arrays.bias + s.out_channels);
  const float* tap = arrays.kernel;
  for (std::size_t ky = 0; ky < s.kernel_height; ++ky) {
    for (std::size_t kx = 0; kx < s.kernel_width; ++kx, tap += s.channels * s.out_channels) {
      const std::size_t in_y = y * s.stride + ky - s.padding;  // wraps around when negative,
      const std::size_t in_x = x * s.stride + kx - s.padding;  // so one comparison is enough
      if (in_y < s.height && in_x < s.width) {
        add_tap(s, arrays.input + ((map * s.height + in_y) * s.width + in_x) * s.channels, tap,
                sum);
      }
    }
  }
}

}  // namespace

void conv2d_reference(const ConvShape& s, const ConvArrays& arrays, bool relu) {
  const auto rows = static_cast<std::ptrdiff_t>(s.maps * s.out_height);
#pragma omp parallel for
  for (std::ptrdiff_t r = 0; r < rows; ++r) {
    const auto row = static_cast<std::size_t>(r);
    std::vector<double> sum(s.out_channels);
    for (std::size_t x = 0; x < s.out_width; ++x) {
      sum_cell(s, arrays, row / s.out_height, row % s.out_height, x, sum);
      float* out = arrays.out + (row * s.out_width + x) * s.out_channels;
      for (std::size_t o = 0; o < s.out_channels; ++o) {
        out[o] = static_cast<float>(relu && sum[o] < 0.0 ? 0.0 : sum[o]);
      }
    }
  }
}

}  // namespace mrcnn
