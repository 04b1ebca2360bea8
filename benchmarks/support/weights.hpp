#pragma once
#include <cmath>

#include "stages/1_features/features.hpp"
#include "stages/2_proposals/proposals.hpp"
#include "stages/4_box_head/box_head.hpp"
#include "stages/6_masks/masks.hpp"

#include "benchmarks/support/inputs.hpp"

namespace mrcnn {

// Layers of torchvision's Mask R-CNN with ResNet-101, at full width. The values are random but so
// scaled that activations stay of order 1: infinities and denormals run at other speeds.

inline Conv2dWeights<Host> random_conv(std::size_t side, std::size_t inputs, std::size_t outputs) {
  const float scale = std::sqrt(3.0F / static_cast<float>(side * side * inputs));
  return {random_tensor({side, side, inputs, outputs}) * scale, random_tensor({outputs}) * 0.1F};
}

inline LinearWeights<Host> random_linear(std::size_t inputs, std::size_t outputs) {
  const float scale = std::sqrt(3.0F / static_cast<float>(inputs));
  return {random_tensor({inputs, outputs}) * scale, random_tensor({outputs}) * 0.1F};
}

inline FeaturesWeights<Host> random_features_weights() {
  const FeaturesParams params;
  FeaturesWeights<Host> weights;
  weights.stem = random_conv(7, 3, 64);
  std::size_t inputs = 64;
  for (std::size_t stage = 0; stage < 4; ++stage) {
    const std::size_t width = std::size_t{64} << stage;
    for (int block = 0; block < params.blocks[stage]; ++block) {
      const bool is_first = block == 0;
      weights.stages[stage].push_back(
          {random_conv(1, inputs, width), random_conv(3, width, width),
           random_conv(1, width, 4 * width),
           is_first ? random_conv(1, inputs, 4 * width) : Conv2dWeights<Host>{}, is_first, 1,
           is_first && stage > 0 ? 2 : 1});
      inputs = 4 * width;
    }
    weights.lateral[stage] = random_conv(1, inputs, 256);
    weights.output[stage] = random_conv(3, 256, 256);
  }
  return weights;
}

inline RpnWeights<Host> random_rpn_weights() {
  return {random_conv(3, 256, 256), random_conv(1, 256, 3), random_conv(1, 256, 12)};
}

inline BoxHeadWeights<Host> random_box_head_weights() {
  return {random_linear(std::size_t{7} * 7 * 256, 1024), random_linear(1024, 1024),
          random_linear(1024, 91), random_linear(1024, 364)};
}

inline MaskHeadWeights<Host> random_mask_head_weights() {
  return {{random_conv(3, 256, 256), random_conv(3, 256, 256), random_conv(3, 256, 256),
           random_conv(3, 256, 256)},
          random_conv(2, 256, 256),
          random_conv(1, 256, 91)};
}

// What a layer's weights take: they must be read once, however few the inputs.

inline double bytes_of(const Conv2dWeights<Host>& w) {
  return 4.0 * static_cast<double>(w.kernel.size() + w.bias.size());
}

inline double bytes_of(const LinearWeights<Host>& w) {
  return 4.0 * static_cast<double>(w.matrix.size() + w.bias.size());
}

inline double bytes_of(const FeaturesWeights<Host>& w) {
  double bytes = bytes_of(w.stem);
  for (std::size_t stage = 0; stage < 4; ++stage) {
    bytes += bytes_of(w.lateral[stage]) + bytes_of(w.output[stage]);
    for (const Bottleneck<Host>& b : w.stages[stage]) {
      bytes += bytes_of(b.reduce) + bytes_of(b.conv) + bytes_of(b.expand) + bytes_of(b.project);
    }
  }
  return bytes;
}

inline double bytes_of(const RpnWeights<Host>& w) {
  return bytes_of(w.conv) + bytes_of(w.objectness) + bytes_of(w.deltas);
}

inline double bytes_of(const BoxHeadWeights<Host>& w) {
  return bytes_of(w.fc6) + bytes_of(w.fc7) + bytes_of(w.classes) + bytes_of(w.deltas);
}

inline double bytes_of(const MaskHeadWeights<Host>& w) {
  double bytes = bytes_of(w.upsample) + bytes_of(w.logits);
  for (const Conv2dWeights<Host>& conv : w.convs) {
    bytes += bytes_of(conv);
  }
  return bytes;
}

}  // namespace mrcnn
