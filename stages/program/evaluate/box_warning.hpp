#pragma once
#include <array>
#include <optional>
#include <string>

#include "common/coco/annotations.hpp"

namespace mrcnn {

/// Whether a box, x, y, width, height, reaches more than a tenth beyond the right or lower side of
/// the image, as one does whose corners are taken for sizes. No if the size is unknown.
bool leaves_image(const std::array<double, 4>& bbox, ImageSize size);

/// Whether a box may hold fractions of the image's sides.
bool is_fraction(const std::array<double, 4>& bbox);

/// One line "NAME: ..." if boxes of the data set look as if they did not hold x, y, width, height
/// in pixels: boxes far from their own outline, boxes far beyond the image, or fractions of the
/// image. Each of them is a valid box, so it is for the user to decide.
std::optional<std::string> box_warning(const CocoDataset& dataset, const std::string& name);

}  // namespace mrcnn
