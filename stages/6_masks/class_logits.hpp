#pragma once
#include <cmath>
#include <cstdint>

#include "common/host_device.hpp"
#include "common/nn/conv2d.hpp"
#include "common/tensor/device_tensor.hpp"
#include "common/tensor/host_tensor.hpp"

namespace mrcnn {

/// The last layer of the mask head, a 1x1 convolution, for one class of every region: the masks of
/// the other K - 1 classes are not used.
///
///   maps     (D, M, M, C)
///   labels   (D)
///   weights  kernel (1, 1, C, K), bias (K)
///   returns  (D, M, M); NaN where the label is not a class
HostTensor<float, 3> class_logits(const HostTensor<float, 4>& maps,
                                  const HostTensor<std::int32_t, 1>& labels,
                                  const Conv2dWeights<Host>& weights);
DeviceTensor<float, 3> class_logits(const DeviceTensor<float, 4>& maps,
                                    const DeviceTensor<std::int32_t, 1>& labels,
                                    const Conv2dWeights<Device>& weights);

/// The logit of class `label` in one cell: bias(label) + sum over c of cell(c) kernel(c, label), in
/// the order of the channels. NaN if the label is not a class.
MRCNN_HD inline float class_logit(const View<const float, 1>& cell,
                                  const View<const float, 4>& kernel,
                                  const View<const float, 1>& bias, Index label) {
  if (label < 0 || label >= bias.size()) {
    return NAN;
  }
  float sum = 0.0F;
  for (Index c = 0; c < cell.size(); ++c) {
    sum += cell(c) * kernel(0, 0, c, label);
  }
  return sum + bias(label);
}

}  // namespace mrcnn
