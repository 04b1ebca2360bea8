#pragma once
#include "common/tensor/host_tensor.hpp"
#include "common/tensor/view.hpp"

namespace mrcnn {

/// G g G^T for every pair of channels: (36, C_in, C_out).
///
///   kernel  (3, 3, C_in, C_out)
HostTensor<float, 3> winograd_weights(View<const float, 4> kernel);

}  // namespace mrcnn
