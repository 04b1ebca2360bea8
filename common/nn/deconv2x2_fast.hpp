#pragma once
#include "common/nn/conv2d.hpp"

namespace mrcnn {

/// deconv2x2_relu() by kernels made for the processor. Each tap's product goes where its cells lie,
/// so nothing is copied.
void deconv2x2_relu_fast(View<const float, 4> in, const Conv2dWeights<Host>& weights,
                         View<float, 4> out);

}  // namespace mrcnn
