#include <cmath>

#include "common/nn/deconv2x2.hpp"
#include "common/tensor/for_each.cuh"

#include "stages/6_masks/masks.hpp"
#include "stages/6_masks/masks_checks.hpp"

namespace mrcnn {
namespace {

// [class_logits]
/// The 1x1 convolution of one class only: one thread a pixel of a mask. The sum runs in the order
/// of the channels, as on the host. A label that is no class reads nothing and gives NaN: the host
/// throws, but here that would make it wait.
DeviceTensor<float, 3> logits_of_labels(const DeviceTensor<float, 4>& maps,
                                        const DeviceTensor<std::int32_t, 1>& labels,
                                        const Conv2dWeights<Device>& weights) {
  const auto shape = maps.shape();
  auto logits = make_device_tensor<float>({shape[0], shape[1], shape[2]});
  const std::size_t pixels = shape[1] * shape[2];
  const std::size_t channels = shape[3];
  const std::size_t classes = weights.bias.shape(0);
  const float* cell = maps.data();
  const std::int32_t* label = labels.data();
  const float* kernel = weights.kernel.data();
  const float* bias = weights.bias.data();
  float* logit = logits.data();
  // logit[d][y][x] <- bias[label[d]] + sum over c of cell[d][y][x][c] kernel[c][label[d]]
  for_each_index(shape[0] * pixels, [=] MRCNN_HD(std::ptrdiff_t index) {
    const auto i = static_cast<std::size_t>(index);
    const std::int32_t wanted = label[i / pixels];
    const auto k = static_cast<std::size_t>(wanted);
    if (wanted < 0 || k >= classes) {
      logit[i] = NAN;
      return;
    }
    float sum = 0.0F;
    for (std::size_t c = 0; c < channels; ++c) {
      sum += cell[i * channels + c] * kernel[c * classes + k];
    }
    logit[i] = sum + bias[k];
  });
  return logits;
}

// [/class_logits]

}  // namespace

// [mask_head]
DeviceTensor<float, 3> mask_head(const Regions<Device>& regions,
                                 const DeviceTensor<std::int32_t, 1>& labels,
                                 const MaskHeadWeights<Device>& weights,
                                 const ComputeOptions& compute) {
  check_label_count(labels.settled_rows(), regions.features.shape(0));
  const DeviceTensor<float, 4>* last = &regions.features;
  DeviceTensor<float, 4> x;
  for (const Conv2dWeights<Device>& conv : weights.convs) {
    x = conv2d(*last, conv, {.padding = 1, .relu = true}, compute);
    last = &x;
  }
  x = deconv2x2_relu(*last, weights.upsample, compute);
  check_logits_layer(weights.logits.kernel.shape(), weights.logits.bias.shape(0), x.shape(3));
  return logits_of_labels(x, labels, weights.logits);
}

// [/mask_head]

}  // namespace mrcnn
