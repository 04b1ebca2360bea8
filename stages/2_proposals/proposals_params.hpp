#pragma once
#include <vector>

#include "common/geometry/box_coder.hpp"

#include "stages/2_proposals/proposals_conventions.hpp"

namespace mrcnn {

struct ProposalsParams {
  std::vector<float> anchor_sizes = {32, 64, 128, 256, 512};  // image pixels, one per level P2..P6
  std::vector<float> aspect_ratios = {0.5F, 1.0F, 2.0F};      // height / width
  CoderWeights coder_weights = {};                            // 1, 1, 1, 1
  int pre_nms_top_n = 1000;                                   // anchors of each level
  int post_nms_top_n = 1000;                                  // proposals of all levels together
  double nms_iou = 0.7;                                       // inside a level
  float min_size = 1e-3F;                                     // pixels, both sides
  bool fast_nms = false;                                      // host only: same result, faster
  ProposalsConventions conventions = {};
};

}  // namespace mrcnn
