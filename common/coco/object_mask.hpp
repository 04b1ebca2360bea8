#pragma once
#include <string>

#include "common/coco/annotations.hpp"

namespace mrcnn {

/// An object's mask as run lengths; polygons are rasterized and joined.
///
///   size  of the image; {0, 0} if the file does not say
///   name  for messages: "FILE: annotation 7: segmentation"
///
/// Throws InputError if there is no segmentation, run lengths are for another size, polygons have
/// no image size, or a polygon's outline is too long.
Rle object_mask(const Segmentation& segmentation, ImageSize size, const std::string& name);

}  // namespace mrcnn
