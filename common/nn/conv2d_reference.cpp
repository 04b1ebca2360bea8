#include <vector>

#include "common/nn/conv2d_kernels.hpp"

namespace mrcnn {

// [reference]
void conv2d_reference(const Convolution& convolution, Host /*place*/) {
  const auto [input, kernel, bias, out, stride, padding, relu] = convolution;
#pragma omp parallel for collapse(2)
  for (Index r = 0; r < out.extent(0); ++r) {
    for (Index y = 0; y < out.extent(1); ++y) {
      for (Index x = 0; x < out.extent(2); ++x) {
        std::vector<double> sum(bias.data(), bias.data() + bias.size());
        for (Index ky = 0; ky < kernel.extent(0); ++ky) {
          for (Index kx = 0; kx < kernel.extent(1); ++kx) {
            const Index in_y = y * stride + ky - padding;
            const Index in_x = x * stride + kx - padding;
            if (!is_inside(input[r], in_y, in_x)) {
              continue;
            }
            for (Index c = 0; c < kernel.extent(2); ++c) {
              for (Index o = 0; o < kernel.extent(3); ++o) {
                sum[o] += double{input(r, in_y, in_x, c)} * double{kernel(ky, kx, c, o)};
              }
            }
          }
        }
        for (Index o = 0; o < kernel.extent(3); ++o) {
          out(r, y, x, o) = static_cast<float>(relu && sum[o] < 0.0 ? 0.0 : sum[o]);
        }
      }
    }
  }
}

// [/reference]

}  // namespace mrcnn
