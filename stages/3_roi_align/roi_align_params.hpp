#pragma once
#include "stages/3_roi_align/alternatives/roi_level_rules.hpp"

namespace mrcnn {

struct RoiAlignParams {
  int sampling_ratio = 2;         // samples per bin and axis; <= 0: as many as the bin has cells
  bool aligned = false;           // true: shift by half a cell, and no minimum size of one cell
  float canonical_size = 224.0F;  // image pixels, FPN eq. 1
  int canonical_level = 4;        // k0 in FPN eq. 1
  LevelRule level_rule = LevelRule::floor;
};

}  // namespace mrcnn
