#pragma once
#include "common/tensor/tensor.hpp"

namespace mrcnn {

/// out(row, o) = max(0, out(row, o) + bias(o)), or without the maximum. NaN stays NaN.
///
///   out   (R, O)
///   bias  (O)
void add_bias(View<float, 2> out, View<const float, 1> bias, bool relu, Host place);
void add_bias(View<float, 2> out, View<const float, 1> bias, bool relu, Device place);

}  // namespace mrcnn
