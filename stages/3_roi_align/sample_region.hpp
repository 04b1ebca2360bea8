#pragma once
#include "common/tensor/view.hpp"
#include "common/types/box.hpp"

#include "stages/3_roi_align/roi_align_params.hpp"

namespace mrcnn {

/// RoIAlign of one box on one map (Mask R-CNN, sec. 3, RoIAlign). Host only.
///
///   map     (H, W, C); the centres of its cells are at integers
///   box     image pixels; may lie partly or wholly outside
///   scale   cells per image pixel, 1 / stride
///   region  (height, width, C) out: each bin the mean of its samples
///
/// A sample more than one cell outside the map counts as 0; a non-finite box gives zeros.
void sample_region(const View<const float, 3>& map, const Box& box, float scale,
                   const RoiAlignParams& params, const View<float, 3>& region);

}  // namespace mrcnn
