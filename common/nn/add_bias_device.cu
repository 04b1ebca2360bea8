#include "common/nn/add_bias.hpp"
#include "common/tensor/for_each.cuh"

namespace mrcnn {

void add_bias(View<float, 2> out, View<const float, 1> bias, bool relu, Device /*place*/) {
  // out[row][o] <- max(0, out[row][o] + bias[o]); NaN stays NaN
  for_each_channels(out.extent(0), out.extent(1), [=] MRCNN_HD(Index row, Index first, Index last) {
    for (Index o = first; o < last; ++o) {
      const float value = out(row, o) + bias(o);
      out(row, o) = relu && value < 0.0F ? 0.0F : value;
    }
  });
}

}  // namespace mrcnn
