#include "common/error.hpp"
#include "common/nn/deconv2x2.hpp"

#include "stages/6_masks/masks.hpp"
#include "stages/6_masks/masks_checks.hpp"

namespace mrcnn {
namespace {

// [class_logits]
/// The 1x1 convolution of one class only: the other K - 1 masks would be thrown away.
HostTensor<float, 3> logits_of_labels(const HostTensor<float, 4>& maps,
                                      const HostTensor<std::int32_t, 1>& labels,
                                      const Conv2dWeights<Host>& weights) {
  const auto& shape = maps.shape();
  auto logits = make_tensor<float>({shape[0], shape[1], shape[2]});
  for (std::size_t d = 0; d < shape[0]; ++d) {
    const auto label = static_cast<std::size_t>(labels(d));
    for (std::size_t y = 0; y < shape[1]; ++y) {
      for (std::size_t x = 0; x < shape[2]; ++x) {
        float sum = 0.0F;
        for (std::size_t c = 0; c < shape[3]; ++c) {
          sum += maps(d, y, x, c) * weights.kernel(0, 0, c, label);
        }
        logits(d, y, x) = sum + weights.bias(label);
      }
    }
  }
  return logits;
}

// [/class_logits]

}  // namespace

// [mask_head]
HostTensor<float, 3> mask_head(const Regions<Host>& regions,
                               const HostTensor<std::int32_t, 1>& labels,
                               const MaskHeadWeights<Host>& weights,
                               const ComputeOptions& compute) {
  check_labels(labels, regions.features.shape(0), weights.logits.bias.size());
  HostTensor<float, 4> x = regions.features;
  for (const Conv2dWeights<Host>& conv : weights.convs) {
    x = conv2d(x, conv, {.padding = 1, .relu = true}, compute);
  }
  x = deconv2x2_relu(x, weights.upsample, compute);
  check_logits_layer(weights.logits.kernel.shape(), weights.logits.bias.size(), x.shape(3));
  return logits_of_labels(x, labels, weights.logits);
}

// [/mask_head]

}  // namespace mrcnn
