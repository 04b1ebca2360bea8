#pragma once
#include "stages/3_roi_align/roi_align_math.hpp"

namespace mrcnn {

/// A box of the frame as fractions of the way between the outermost centres of a map of `height` x
/// `width` cells, each `stride` pixels wide.
MRCNN_HD inline Box fractions_of_map(const Box& box, Index height, Index width, float stride) {
  const float pixels_y = static_cast<float>(height) * stride;
  const float pixels_x = static_cast<float>(width) * stride;
  return {box.x1 / pixels_x, box.y1 / pixels_y, box.x2 / pixels_x, box.y2 / pixels_y};
}

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

/// The two cells beside a position; nothing outside the outermost centres.
MRCNN_HD inline Neighbours neighbours_inside(float position, Index extent) {
  Neighbours n = neighbours(position, extent);
  n.inside = position >= 0.0F && position <= static_cast<float>(extent - 1);
  return n;
}

// [/crop]

/// sample[c - first] = the sample of bin (by, bx), for the channels first .. last - 1.
///
///   box             fractions of the map
///   bins_y, bins_x  of the region
MRCNN_HD inline void sample_of_crop(const View<const float, 3>& map, const Box& box, Index bins_y,
                                    Index bins_x, Index by, Index bx, Index first, Index last,
                                    float* sample) {
  for (Index c = first; c < last; ++c) {
    sample[c - first] = 0.0F;
  }
  const Neighbours y =
      neighbours_inside(crop_position(box.y1, box.y2, by, bins_y, map.extent(0)), map.extent(0));
  const Neighbours x =
      neighbours_inside(crop_position(box.x1, box.x2, bx, bins_x, map.extent(1)), map.extent(1));
  if (y.inside && x.inside) {
    add_sample(map, y, x, first, last, sample);
  }
}

}  // namespace mrcnn
