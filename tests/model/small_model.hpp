#pragma once
#include "stages/pipeline/model/config.hpp"

namespace mrcnn {

/// A network with one block per stage and a few channels, for images of 64 to 256 pixels.
inline Config small_config() {
  Config config;
  config.classes = {"background", "cat", "dog", "bird"};
  config.image.min_size = 64;
  config.image.max_size = 128;
  config.features.blocks = {1, 1, 1, 1};
  config.features.base_channels = 4;
  config.features.fpn_channels = 8;
  config.proposals.anchor_sizes = {8, 16, 32, 64, 128};
  config.box_head.hidden = 16;
  config.mask_head.layers = 2;
  config.mask_head.hidden = 8;
  return config;
}

}  // namespace mrcnn
