#pragma once
#include <vector>

#include "common/types/image.hpp"

#include "data/scenes/coverage.hpp"
#include "data/scenes/random.hpp"
#include "data/scenes/shapes.hpp"

namespace mrcnn {

/// A shape with its place in the image, before it has a colour.
struct PlacedShape {
  ShapeClass shape = ShapeClass::circle;
  Placement placement;
  Coverage coverage;
  HostTensor<std::uint8_t, 2> visible;  // (H, W) 0/1
  int visible_pixels = 0;
  int full_pixels = 0;  // with what is hidden or lies outside the image
};

/// 1 to 8 shapes, back to front, each visible by the rule of scene.hpp.
std::vector<PlacedShape> arrange_shapes(Random random, ImageSize size);

}  // namespace mrcnn
