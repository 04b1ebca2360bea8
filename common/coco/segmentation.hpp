#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "common/coco/polygon.hpp"
#include "common/coco/rle.hpp"
#include "common/io/json_fields.hpp"
#include "common/types/image.hpp"

namespace mrcnn {

/// An object's mask as it is stored: none, the polygons of its parts, or run lengths.
using Segmentation = std::variant<std::monostate, std::vector<Polygon>, Rle>;

/// The field `segmentation` of an object, in any form parse_coco() takes; nothing if it holds no
/// pixel. Throws InputError if it is malformed.
Segmentation read_segmentation(const JsonFields& fields);

/// An upper limit of the points that draw_segmentation() visits.
std::int64_t drawing_steps(const Segmentation& segmentation, ImageSize size);

/// Sets the object's pixels to 1 and leaves the others unchanged.
///
///   mask  (H, W) row-major, zeros or other objects
///   name  for messages
///
/// Throws InputError if run lengths are for another size, or a polygon's outline is too long (see
/// rasterize).
void draw_segmentation(const Segmentation& segmentation, std::span<std::uint8_t> mask,
                       ImageSize size, const std::string& name);

}  // namespace mrcnn
