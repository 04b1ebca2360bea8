#include "common/nn/add_bias.hpp"

namespace mrcnn {

void add_bias(View<float, 2> out, View<const float, 1> bias, bool relu, Host /*place*/) {
  for (Index row = 0; row < out.extent(0); ++row) {
    for (Index o = 0; o < out.extent(1); ++o) {
      const float value = out(row, o) + bias(o);
      out(row, o) = relu && value < 0.0F ? 0.0F : value;
    }
  }
}

}  // namespace mrcnn
