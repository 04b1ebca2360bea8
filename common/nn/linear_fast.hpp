#pragma once
#include "common/nn/linear.hpp"

namespace mrcnn {

/// linear() by kernels made for the processor: out = rows matrix + bias, and ReLU if asked.
void linear_fast(View<const float, 2> rows, const LinearWeights<Host>& weights, bool relu,
                 View<float, 2> out);

/// The matrix, or if pack() has dropped it, only its extents.
View<const float, 2> matrix_of(const LinearWeights<Host>& weights);
View<const float, 2> matrix_of(const LinearWeights<Device>& weights);

}  // namespace mrcnn
