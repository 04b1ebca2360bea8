#pragma once
#include <array>
#include <string_view>

#include "data/scenes/coverage.hpp"
#include "data/scenes/fixed_point.hpp"

namespace mrcnn {

/// The classes of the synthetic world. The values are category ids: 0 is the background.
enum class ShapeClass { circle = 1, square, triangle, star, ring, cross };

/// Names by value: kShapeNames[0] is "background".
constexpr std::array<std::string_view, 7> kShapeNames = {
    "background", "circle", "square", "triangle", "star", "ring", "cross"};
constexpr int kShapeClasses = 6;

/// Where a shape lies. All of it is within `radius` of `centre`.
struct Placement {
  Point centre;
  int radius = 0;  // 1/256 px
  int angle = 0;   // 1/256 turn
};

/// The outline of a shape; a ring's hole is open: what lies behind shows through.
Region region_of(ShapeClass shape, const Placement& placement);

/// A straight stroke of the given thickness with square ends.
Region stroke(Point from, Point to, int thickness);

}  // namespace mrcnn
