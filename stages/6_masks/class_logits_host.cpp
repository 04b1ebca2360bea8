#include "stages/6_masks/class_logits.hpp"

namespace mrcnn {

HostTensor<float, 3> class_logits(const HostTensor<float, 4>& maps,
                                  const HostTensor<std::int32_t, 1>& labels,
                                  const Conv2dWeights<Host>& weights) {
  auto logits = make_tensor<float>({maps.shape(0), maps.shape(1), maps.shape(2)});
#pragma omp parallel for collapse(2)
  for (std::size_t d = 0; d < maps.shape(0); ++d) {
    for (std::size_t y = 0; y < maps.shape(1); ++y) {
      for (std::size_t x = 0; x < maps.shape(2); ++x) {
        logits(d, y, x) =
            class_logit(view(maps)[d][y][x], view(weights.kernel), view(weights.bias), labels(d));
      }
    }
  }
  return logits;
}

}  // namespace mrcnn
