#pragma once
#include "common/nn/transfer.hpp"

#include "stages/6_masks/masks.hpp"

namespace mrcnn {

inline MaskHeadWeights<Device> to_device(const MaskHeadWeights<Host>& weights) {
  MaskHeadWeights<Device> result;
  for (const Conv2dWeights<Host>& conv : weights.convs) {
    result.convs.push_back(to_device(conv));
  }
  result.upsample = to_device(weights.upsample);
  result.logits = to_device(weights.logits);
  return result;
}

}  // namespace mrcnn
