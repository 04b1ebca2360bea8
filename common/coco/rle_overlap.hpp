#pragma once
#include <array>
#include <cstdint>

#include "common/coco/rle.hpp"

namespace mrcnn {

/// How far two masks overlap, by walking their runs side by side: the pixels are never drawn.
struct RleOverlap {
  std::int64_t intersection = 0;
  std::int64_t union_ = 0;
};

/// Throws ShapeError if the masks differ in size.
RleOverlap rle_overlap(const Rle& a, const Rle& b);

/// Pixels of at least one of two masks of one size.
Rle rle_union(const Rle& a, const Rle& b);

/// x, y, width, height of the smallest rectangle around a mask; all 0 if the mask is empty. COCO's
/// rule: a run that goes on into the next column makes the rectangle as high as the image.
std::array<double, 4> rle_bounds(const Rle& rle);

}  // namespace mrcnn
