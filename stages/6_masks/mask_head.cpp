#include "common/nn/conv2d.hpp"
#include "common/nn/deconv2x2.hpp"

#include "stages/6_masks/class_logits.hpp"
#include "stages/6_masks/masks.hpp"
#include "stages/6_masks/masks_checks.hpp"

namespace mrcnn {

// [mask_head]
template <class Place>
Tensor<Place, float, 3> mask_head(const Regions<Place>& regions,
                                  const Tensor<Place, std::int32_t, 1>& labels,
                                  const MaskHeadWeights<Place>& weights,
                                  const ComputeOptions& compute) {
  check_labels(labels.size(), regions.features.shape(0));
  const Tensor<Place, float, 4>* last = &regions.features;
  Tensor<Place, float, 4> x;  // (D, S, S, hidden)
  for (const Conv2dWeights<Place>& conv : weights.convs) {
    x = conv2d(*last, conv, {.padding = 1, .relu = true}, compute);
    last = &x;
  }
  x = deconv2x2_relu(*last, weights.upsample, compute);  // (D, 2 S, 2 S, hidden)
  check_logits_layer(weights.logits.kernel.shape(), weights.logits.bias.size(), x.shape(3));
  return class_logits(x, labels, weights.logits);  // (D, 2 S, 2 S)
}

// [/mask_head]

template HostTensor<float, 3> mask_head(const Regions<Host>&, const HostTensor<std::int32_t, 1>&,
                                        const MaskHeadWeights<Host>&, const ComputeOptions&);
template DeviceTensor<float, 3> mask_head(const Regions<Device>&,
                                          const DeviceTensor<std::int32_t, 1>&,
                                          const MaskHeadWeights<Device>&, const ComputeOptions&);

}  // namespace mrcnn
