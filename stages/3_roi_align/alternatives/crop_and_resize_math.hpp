#pragma once
#include "stages/3_roi_align/roi_align_math.hpp"

namespace mrcnn {

// [crop]
/// Where the one sample of bin `bin` stands along one axis, in cells: the first and the last on the
/// edges of the box, a single one in its middle. NaN or infinite if the box or its length is.
///
///   low, high  fractions of the way from the first cell's centre to the last one's
MRCNN_HD inline float crop_position(float low, float high, Index bin, Index bins, Index extent) {
  const auto last = static_cast<float>(extent - 1);
  const float start = bins > 1 ? low * last : 0.5F * (low + high) * last;
  const float step = (high - low) * last / static_cast<float>(bins > 1 ? bins - 1 : 1);
  return start + static_cast<float>(bin) * step;
}

/// The two cells beside a position; none outside the outermost centres.
MRCNN_HD inline Neighbours neighbours_inside(float position, Index extent) {
  Neighbours n = neighbours(position, extent);
  n.inside = position >= 0.0F && position <= static_cast<float>(extent - 1);
  return n;
}

// [/crop]

/// sample[c - first] = the sample of bin (by, bx), for the channels first .. last - 1. The box is
/// in fractions of the map.
struct SampleOfFractions {
  MRCNN_HD void operator()(const View<const float, 3>& map, const Box& box, float /*scale*/,
                           Index bins_y, Index bins_x, Index by, Index bx, Index first, Index last,
                           float* sample) const {
    const Index height = map.extent(0);
    const Index width = map.extent(1);
    const Neighbours y =
        neighbours_inside(crop_position(box.y1, box.y2, by, bins_y, height), height);
    const Neighbours x = neighbours_inside(crop_position(box.x1, box.x2, bx, bins_x, width), width);
    for (Index c = first; c < last; ++c) {
      sample[c - first] = 0.0F;
    }
    if (y.inside && x.inside) {
      add_sample(map, y, x, first, last, sample);
    }
  }
};

/// The same for a box in the frame of the boxes, all of which the map covers.
struct SampleOfFrame {
  MRCNN_HD void operator()(const View<const float, 3>& map, const Box& box, float scale,
                           Index bins_y, Index bins_x, Index by, Index bx, Index first, Index last,
                           float* sample) const {
    const float stride = 1.0F / scale;
    const float height = static_cast<float>(map.extent(0)) * stride;
    const float width = static_cast<float>(map.extent(1)) * stride;
    const Box part{box.x1 / width, box.y1 / height, box.x2 / width, box.y2 / height};
    SampleOfFractions{}(map, part, scale, bins_y, bins_x, by, bx, first, last, sample);
  }
};

}  // namespace mrcnn
