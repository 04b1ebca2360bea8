#include <algorithm>
#include <optional>
#include <stdexcept>

#include "common/nn/conv2d_kernels.hpp"
#include "common/nn/fast/fast_weights.hpp"
#include "common/nn/fast/product_fast.hpp"
#include "common/nn/fast/winograd.hpp"

namespace mrcnn {
namespace {

/// The maps with their border of zeros: (R, H + 2 p, W + 2 p, C).
HostTensor<float, 4> bordered(View<const float, 4> maps, Index border) {
  const Index channels = maps.extent(3);
  const Index width = maps.extent(2);
  auto result = make_tensor<float>(
      {maps.extent(0), maps.extent(1) + 2 * border, width + 2 * border, channels});
  const View<float, 4> out = view(result);
#pragma omp parallel for collapse(2)
  for (Index r = 0; r < out.extent(0); ++r) {
    for (Index y = 0; y < out.extent(1); ++y) {
      const View<float, 2> row = out[r][y];
      const Index source = y - border;
      if (source < 0 || source >= maps.extent(1)) {
        std::fill(row.begin(), row.end(), 0.0F);
        continue;
      }
      std::fill_n(row.data(), border * channels, 0.0F);
      std::copy_n(maps[r][source].data(), width * channels, row.data() + border * channels);
      std::fill_n(row.data() + (border + width) * channels, border * channels, 0.0F);
    }
  }
  return result;
}

/// One matrix product. With the border in place, the numbers (kx, c) under one row of the kernel
/// lie side by side, so patches need not be copied: a patch is KH pieces of the map, W C apart.
void conv2d_by_product(const Convolution& s, const FastConv& weights, const float* residual) {
  std::optional<HostTensor<float, 4>> with_border;
  View<const float, 4> input = s.input;
  if (s.padding > 0) {
    with_border = bordered(s.input, s.padding);
    input = view(std::as_const(*with_border));
  }
  const FastProduct product{.right = weights.matrices,
                            .taps = s.kernel.extent(0),
                            .tap_stride = input.extent(2) * input.extent(3),
                            .has_residual = residual != nullptr,
                            .relu = s.relu};
  const Index height = s.out.extent(1);
  const Index width = s.out.extent(2);
  const Index channels = s.out.extent(3);
  multiply(product, s.cells(), [&](FastRows& rows, Index first) {
    for (Index i = 0; i < rows.count; ++i) {
      const Index cell = first + i;
      const Index row = cell / width;
      rows.left[i] = &input(row / height, row % height * s.stride, cell % width * s.stride, 0);
      rows.out[i] = s.out.data() + cell * channels;
      rows.residual[i] = product.has_residual ? residual + cell * channels : nullptr;
    }
  });
}

}  // namespace

void conv2d_fast(const Convolution& convolution, const FastExtras& extras) {
  const FastForm form = fast_form(convolution.kernel, convolution.stride);
  std::optional<FastConv> made_here;
  const FastConv* weights = extras.packed;
  if (weights != nullptr && weights->form != form) {
    throw std::logic_error("conv2d: the weights were packed for another stride");
  }
  if (weights == nullptr) {
    made_here = packed_conv(convolution.kernel, convolution.bias, form);
    weights = &*made_here;
  }
  if (form == FastForm::winograd) {
    conv2d_winograd(convolution, weights->matrices, weights->bias);
  } else {
    conv2d_by_product(convolution, *weights, extras.residual);
  }
}

}  // namespace mrcnn
