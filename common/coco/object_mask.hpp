#pragma once
#include <string>

#include "common/coco/annotations.hpp"

namespace mrcnn {

/// An object's mask as run lengths; polygons are rasterized and joined.
///
///   name  for messages
///
/// Throws InputError if there is no segmentation, or a polygon's outline is too long.
Rle object_mask(const Segmentation& segmentation, ImageSize size, const std::string& name);

}  // namespace mrcnn
