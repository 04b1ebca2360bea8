#pragma once
#include <string>
#include <vector>

#include "common/coco/rle.hpp"

namespace mrcnn {

/// One closed outline: x0, y0, x1, y1, ... in pixels; pixel (0, 0) covers 0 to 1. The last corner
/// is joined to the first.
using Polygon = std::vector<double>;

/// The largest coordinate that is accepted; float32 represents whole pixels up to here.
inline constexpr double kMaxCoordinate = 1 << 24;

/// The pixels inside a polygon, with the rounding that COCO's masks are defined by: corners are
/// rounded to fifths of a pixel, and a column enters or leaves the object where the outline crosses
/// its middle. Even-odd rule: where the outline overlaps itself there is a hole.
///
///   size  of the image, to which the polygon is clipped
///   name  for messages: "FILE: annotation 7: segmentation"
///
/// Throws InputError "NAME: reason" for fewer than 3 corners, an odd number of values, a coordinate
/// beyond kMaxCoordinate or not finite, an outline longer than 2^24 fifths of a pixel, or a size
/// that is not that of an Rle.
Rle rasterize(const Polygon& polygon, ImageSize size, const std::string& name);

/// An upper limit of the points that rasterize() visits and of the pixels it finds.
std::int64_t rasterizing_steps(const Polygon& polygon, ImageSize size);

}  // namespace mrcnn
