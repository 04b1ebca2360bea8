#pragma once
#include <array>

#include "common/nn/conv2d.hpp"
#include "common/nn/fast/packed_weights.hpp"

namespace mrcnn {

/// What a layer's weights are packed for.
enum class FastForm {
  product,   // one matrix, (KH KW C_in, C_out)
  winograd,  // the 36 of a 3x3 convolution with stride 1
  taps,      // the four of a transposed 2x2 convolution
};

/// A convolution's weights as the fast path reads them.
struct FastConv {
  FastForm form;
  std::array<Index, 4> extents;  // of the kernel: KH, KW, C_in, C_out
  PackedMatrices matrices;
  HostTensor<float, 1> bias;  // zeros at the end, to whole panels
};

/// How the fast path computes a convolution.
FastForm fast_form(View<const float, 4> kernel, Index stride);

FastConv packed_conv(View<const float, 4> kernel, View<const float, 1> bias, FastForm form,
                     const FastKernels& kernels = fast_kernels());

/// The kernel, or if pack() has dropped it, only its extents.
template <class Place>
View<const float, 4> kernel_of(const Conv2dWeights<Place>& weights) {
  if (weights.kernel.size() == 0 && weights.packed != nullptr) {
    const auto& [height, width, inputs, outputs] = weights.packed->extents;
    return View<const float, 4>(nullptr, height, width, inputs, outputs);
  }
  return view(weights.kernel);
}

/// Throws std::logic_error if a method needs the kernel that pack() has dropped.
void check_not_packed(ConvMethod method, bool is_packed);

}  // namespace mrcnn
