#include <vector>

#include "common/nn/conv2d_kernels.hpp"

namespace mrcnn {

void conv2d_reference(const ConvShape& s, const ConvArrays& arrays, bool relu) {
  const auto rows = static_cast<std::ptrdiff_t>(s.maps * s.out_height);
#pragma omp parallel for
  for (std::ptrdiff_t row = 0; row < rows; ++row) {
    const std::size_t map = static_cast<std::size_t>(row) / s.out_height;
    const std::size_t y = static_cast<std::size_t>(row) % s.out_height;
    std::vector<double> sum(s.out_channels);
    for (std::size_t x = 0; x < s.out_width; ++x) {
      sum.assign(arrays.bias, arrays.bias + s.out_channels);
      for (std::size_t ky = 0; ky < s.kernel_height; ++ky) {
        for (std::size_t kx = 0; kx < s.kernel_width; ++kx) {
          const std::size_t in_y = y * s.stride + ky - s.padding;  // wraps around when negative,
          const std::size_t in_x = x * s.stride + kx - s.padding;  // so one comparison is enough
          if (in_y >= s.height || in_x >= s.width) {
            continue;
          }
          const float* cell =
              arrays.input + ((map * s.height + in_y) * s.width + in_x) * s.channels;
          const float* tap =
              arrays.kernel + (ky * s.kernel_width + kx) * s.channels * s.out_channels;
          for (std::size_t c = 0; c < s.channels; ++c) {
            for (std::size_t o = 0; o < s.out_channels; ++o) {
              sum[o] +=
                  static_cast<double>(cell[c]) * static_cast<double>(tap[c * s.out_channels + o]);
            }
          }
        }
      }
      float* out = arrays.out + (static_cast<std::size_t>(row) * s.out_width + x) * s.out_channels;
      for (std::size_t o = 0; o < s.out_channels; ++o) {
        out[o] = static_cast<float>(relu && sum[o] < 0.0 ? 0.0 : sum[o]);
      }
    }
  }
}

}  // namespace mrcnn
