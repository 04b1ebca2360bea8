#include "common/nn/fast/packed_weights.hpp"

#include <algorithm>

namespace mrcnn {

PackedMatrices::PackedMatrices(View<const float, 3> matrices, View<const float, 1> bias,
                               const FastKernels& kernels)
    : kernels_(&kernels), depth_(matrices.extent(1)), columns_(matrices.extent(2)) {
  panels_ = make_tensor<float>({matrices.extent(0) * panels() * depth_ * width()});
  bias_ = filled_tensor<float>({panels() * width()}, 0.0F);
  std::copy(bias.begin(), bias.end(), bias_.begin());
  float* out = panels_.data();
  for (Index m = 0; m < matrices.extent(0); ++m) {
    for (Index p = 0; p < panels(); ++p) {
      const Index count = std::min(width(), columns_ - p * width());
      for (Index k = 0; k < depth_; ++k, out += width()) {
        std::copy_n(&matrices(m, k, p * width()), count, out);
        std::fill(out + count, out + width(), 0.0F);
      }
    }
  }
}

}  // namespace mrcnn
