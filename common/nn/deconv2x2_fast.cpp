#include "common/nn/deconv2x2_fast.hpp"

#include "common/nn/deconv2x2.hpp"
#include "common/nn/fast/fast_weights.hpp"
#include "common/nn/fast/product_fast.hpp"

namespace mrcnn {
namespace {

std::shared_ptr<const FastConv> packed_taps(const Conv2dWeights<Host>& weights) {
  return std::make_shared<const FastConv>(
      packed_conv(view(weights.kernel), view(weights.bias), FastForm::taps));
}

}  // namespace

void pack_deconv2x2(Conv2dWeights<Host>& weights) {
  weights.packed = packed_taps(weights);
  weights.kernel = {};
}

void deconv2x2_relu_fast(View<const float, 4> in, const Conv2dWeights<Host>& weights,
                         View<float, 4> out) {
  const bool is_packed = weights.packed != nullptr && weights.packed->form == FastForm::taps;
  const auto taps = is_packed ? weights.packed : packed_taps(weights);
  const Index width = in.extent(2);
  for (Index tap = 0; tap < 4; ++tap) {
    multiply({.right = taps->matrices, .matrix = tap, .relu = true},
             in.extent(0) * in.extent(1) * width, [&](FastRows& rows, Index first) {
               for (Index i = 0; i < rows.count; ++i) {
                 const Index cell = first + i;
                 const Index row = cell / width;  // of all maps: out has twice as many
                 const Index target =
                     (2 * row + tap / 2) * 2 * width + 2 * (cell % width) + tap % 2;
                 rows.left[i] = in.data() + cell * in.extent(3);
                 rows.out[i] = out.data() + target * out.extent(3);
               }
             });
  }
}

}  // namespace mrcnn
