#pragma once
#include <cmath>

#include "common/geometry/box.hpp"
#include "common/nn/pool_math.hpp"

namespace mrcnn {

/// Rounds half away from zero, limited to +-2^30; NaN gives the lower limit.
MRCNN_HD inline Index rounded_cell(float v) {
  constexpr float kLimit = 1073741824.0F;
  const float limited = v > -kLimit ? (v < kLimit ? v : kLimit) : -kLimit;
  return static_cast<Index>(std::round(limited));
}

// [pool]
/// Bin b of a box between `low` and `high` image pixels along one axis (Fast R-CNN, sec. 2.1, as in
/// Caffe): its corners are rounded to cells and both belong to it, so it is at least one cell wide;
/// bins begin at the floor and end at the ceiling of their share.
MRCNN_HD inline CellRange roi_pool_bin(float low, float high, float scale, Index bin, Index bins,
                                       Index extent) {
  const Index begin = rounded_cell(low * scale);
  const Index cells = rounded_cell(high * scale) - begin + 1;
  const float share = static_cast<float>(cells > 1 ? cells : 1) / static_cast<float>(bins);
  const auto from = static_cast<Index>(std::floor(static_cast<float>(bin) * share));
  const auto to = static_cast<Index>(std::ceil(static_cast<float>(bin + 1) * share));
  return clipped_range({begin + from, begin + to}, extent);
}

// [/pool]

/// largest[c - first] = the largest cell of bin (by, bx) of a box, for the channels first .. last -
/// 1; 0 if the bin has no cells or the box is not finite.
struct MaxOfBin {
  MRCNN_HD void operator()(const View<const float, 3>& map, const Box& box, float scale,
                           Index bins_y, Index bins_x, Index by, Index bx, Index first, Index last,
                           float* largest) const {
    const CellRange rows = roi_pool_bin(box.y1, box.y2, scale, by, bins_y, map.extent(0));
    const CellRange columns = roi_pool_bin(box.x1, box.x2, scale, bx, bins_x, map.extent(1));
    if (is_finite(box) && rows.first < rows.last && columns.first < columns.last) {
      max_of_cells(map, rows, columns, first, last, largest);
      return;
    }
    for (Index c = first; c < last; ++c) {
      largest[c - first] = 0.0F;
    }
  }
};

}  // namespace mrcnn
