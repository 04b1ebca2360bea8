#pragma once
#include "common/host_device.hpp"
#include "common/types/box.hpp"
#include "common/types/image.hpp"

#include "stages/3_roi_align/roi_align.hpp"

namespace mrcnn {

/// A box of the frame as fractions of the way between the outermost centres of a map of `cells`,
/// each `stride` pixels wide.
MRCNN_HD inline Box fractions_of_map(const Box& box, ImageSize cells, float stride) {
  const float height = static_cast<float>(cells.height) * stride;
  const float width = static_cast<float>(cells.width) * stride;
  return {box.x1 / width, box.y1 / height, box.x2 / width, box.y2 / height};
}

/// Where a region is sampled on a map of `cells`, each `stride` pixels wide, by the pooling that
/// params name. RoIPool samples nothing: its grid has bins without samples.
MRCNN_HD inline RoiGrid region_grid(const Box& box, ImageSize cells, float stride, int bins_y,
                                    int bins_x, const RoiAlignParams& params) {
  if (params.pooling == Pooling::crop_and_resize) {
    return crop_grid(fractions_of_map(box, cells, stride), cells.height, cells.width, bins_y,
                     bins_x);
  }
  RoiGrid grid = roi_grid(box, 1.0F / stride, bins_y, bins_x, params.sampling_ratio, params.aligned,
                          kMaxSamplesPerAxis);
  if (params.pooling == Pooling::roi_pool) {
    grid.samples_y = 0;
    grid.samples_x = 0;
  }
  return grid;
}

}  // namespace mrcnn
