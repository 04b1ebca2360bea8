#pragma once
#include <optional>
#include <string>

#include "common/coco/annotations.hpp"

namespace mrcnn {

/// One line "NAME: ..." if boxes of the data set look as if they did not hold x, y, width, height
/// in pixels: boxes far from their own outline, boxes far beyond the image, or fractions of the
/// image. Each of them is a valid box, so it is for the user to decide.
std::optional<std::string> box_warning(const CocoDataset& dataset, const std::string& name);

}  // namespace mrcnn
