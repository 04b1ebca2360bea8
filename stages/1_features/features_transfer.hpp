#pragma once
#include "common/nn/transfer.hpp"

#include "stages/1_features/features_weights.hpp"

namespace mrcnn {

inline Bottleneck<Device> to_device(const Bottleneck<Host>& block) {
  return {.reduce = to_device(block.reduce),
          .conv = to_device(block.conv),
          .expand = to_device(block.expand),
          .project = to_device(block.project),
          .has_projection = block.has_projection,
          .reduce_stride = block.reduce_stride,
          .conv_stride = block.conv_stride};
}

inline FeaturesWeights<Device> to_device(const FeaturesWeights<Host>& weights) {
  FeaturesWeights<Device> result;
  result.stem = to_device(weights.stem);
  result.pool_padding = weights.pool_padding;
  for (std::size_t i = 0; i < weights.stages.size(); ++i) {
    for (const Bottleneck<Host>& block : weights.stages[i]) {
      result.stages[i].push_back(to_device(block));
    }
    result.lateral[i] = to_device(weights.lateral[i]);
    result.output[i] = to_device(weights.output[i]);
  }
  return result;
}

}  // namespace mrcnn
