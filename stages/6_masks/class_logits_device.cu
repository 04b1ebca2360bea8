#include "common/tensor/for_each_row.cuh"

#include "stages/6_masks/class_logits.hpp"

namespace mrcnn {

/// One thread per pixel of a mask; its sum runs in the order of the channels, as on the host.
DeviceTensor<float, 3> class_logits(const DeviceTensor<float, 4>& maps,
                                    const DeviceTensor<std::int32_t, 1>& labels,
                                    const Conv2dWeights<Device>& weights) {
  auto result = make_device_tensor<float>({maps.shape(0), maps.shape(1), maps.shape(2)});
  const auto logit = view(result);
  const auto map = view(maps);
  const auto label = view(labels);
  const auto kernel = view(weights.kernel);
  const auto bias = view(weights.bias);
  // logit[d][y][x] <- bias[label[d]] + sum over c of map[d][y][x][c] kernel[c][label[d]]
  for_each_row(result, logit.extent(1) * logit.extent(2), [=] MRCNN_HD(Index d, Index i) {
    const Index y = i / logit.extent(2);
    const Index x = i % logit.extent(2);
    logit(d, y, x) = class_logit(map[d][y][x], kernel, bias, label(d));
  });
  return result;
}

}  // namespace mrcnn
