#include <thrust/transform.h>

#include "common/nn/add_relu.hpp"
#include "common/tensor/for_each.cuh"

namespace mrcnn {

// [add_relu]
/// Every element is independent, so any split into threads gives the same result. The cost is one
/// more read of both maps, which a convolution that added the shortcut itself would save.
void add_relu(DeviceTensor<float, 3>& sum, const DeviceTensor<float, 3>& x) {
  check_add_relu(sum.shape(), x.shape());
  // sum[i] <- max(0, sum[i] + x[i]); NaN stays NaN
  thrust::transform(on_device(), sum.data(), sum.data() + sum.size(), x.data(), sum.data(),
                    [] MRCNN_HD(float a, float b) { return 0.0F > a + b ? 0.0F : a + b; });
}

// [/add_relu]

}  // namespace mrcnn
