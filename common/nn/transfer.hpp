#pragma once
#include "common/nn/conv2d.hpp"
#include "common/nn/linear.hpp"
#include "common/tensor/transfer.hpp"

namespace mrcnn {

inline Conv2dWeights<Device> to_device(const Conv2dWeights<Host>& weights) {
  return {to_device(weights.kernel), to_device(weights.bias)};
}

inline LinearWeights<Device> to_device(const LinearWeights<Host>& weights) {
  return {to_device(weights.matrix), to_device(weights.bias)};
}

}  // namespace mrcnn
