#include "common/nn/fast/fast_weights.hpp"

#include <algorithm>
#include <stdexcept>

#include "common/nn/fast/winograd_weights.hpp"

namespace mrcnn {

FastForm fast_form(View<const float, 4> kernel, Index stride) {
  const bool is_3x3 = kernel.extent(0) == 3 && kernel.extent(1) == 3;
  return is_3x3 && stride == 1 ? FastForm::winograd : FastForm::product;
}

FastConv packed_conv(View<const float, 4> kernel, View<const float, 1> bias, FastForm form,
                     const FastKernels& kernels) {
  const std::array<Index, 4> extents = {kernel.extent(0), kernel.extent(1), kernel.extent(2),
                                        kernel.extent(3)};
  const Index taps = kernel.extent(0) * kernel.extent(1);
  const Index inputs = kernel.extent(2);
  const Index outputs = kernel.extent(3);
  if (form == FastForm::winograd) {
    // the bias is added after the products
    const auto zeros = filled_tensor<float>({outputs}, 0.0F);
    const auto matrices = winograd_weights(kernel);
    FastConv packed{form, extents, PackedMatrices(view(matrices), view(zeros), kernels), {}};
    packed.bias = filled_tensor<float>({packed.matrices.panels() * kernels.width}, 0.0F);
    std::copy(bias.begin(), bias.end(), packed.bias.begin());
    return packed;
  }
  const View<const float, 3> matrices =
      form == FastForm::taps ? View<const float, 3>(kernel.data(), taps, inputs, outputs)
                             : View<const float, 3>(kernel.data(), 1, taps * inputs, outputs);
  return {form, extents, PackedMatrices(matrices, bias, kernels), {}};
}

void check_not_packed(ConvMethod method, bool is_packed) {
  if (is_packed && method != ConvMethod::fast) {
    throw std::logic_error("weights packed for ConvMethod::fast are used with another method");
  }
}

}  // namespace mrcnn
