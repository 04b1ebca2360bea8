#include "data/scenes/shapes.hpp"

#include "data/scenes/sine.hpp"

namespace mrcnn {

namespace {

// Parts of a radius in percent.
constexpr int kStarInner = 45;
constexpr int kRingHole = 55;
constexpr int kCrossArm = 33;  // half the thickness of an arm

int percent_of(int length, int percent) {
  return length * percent / 100;
}

// Corners at equal angles; the radii repeat, so two of them make a star.
Outline spokes(const Placement& at, int corners, std::initializer_list<int> radii) {
  Outline outline;
  for (int i = 0; i < corners; ++i) {
    const int radius = radii.begin()[i % static_cast<int>(radii.size())];
    outline.push_back(at.centre + polar(radius, at.angle + i * kFullTurn / corners));
  }
  return outline;
}

Outline cross(const Placement& at) {
  const int arm = percent_of(at.radius, kCrossArm);
  const int tip = percent_of(at.radius, 94);  // its corners then lie on the circle: 0.94^2 + 0.33^2
  Outline outline;
  for (int quarter = 0; quarter < 4; ++quarter) {
    for (const Point corner : {Point{tip, -arm}, Point{tip, arm}, Point{arm, arm}}) {
      outline.push_back(at.centre + rotated(corner, at.angle + quarter * kFullTurn / 4));
    }
  }
  return outline;
}

}  // namespace

Region region_of(ShapeClass shape, const Placement& at) {
  switch (shape) {
    case ShapeClass::circle:
      return {.discs = {{at.centre, at.radius}}, .outlines = {}};
    case ShapeClass::square:
      return {.discs = {}, .outlines = {spokes(at, 4, {at.radius})}};
    case ShapeClass::triangle:
      return {.discs = {}, .outlines = {spokes(at, 3, {at.radius})}};
    case ShapeClass::star:
      return {.discs = {},
              .outlines = {spokes(at, 10, {at.radius, percent_of(at.radius, kStarInner)})}};
    case ShapeClass::ring:
      return {.discs = {{at.centre, at.radius}, {at.centre, percent_of(at.radius, kRingHole)}},
              .outlines = {}};
    case ShapeClass::cross:
      return {.discs = {}, .outlines = {cross(at)}};
  }
  return {};
}

Region stroke(Point from, Point to, int thickness) {
  const std::int64_t dx = to.x - from.x;
  const std::int64_t dy = to.y - from.y;
  const std::int64_t length = floor_root(dx * dx + dy * dy);
  if (length == 0) {
    return {};
  }
  const Point side{static_cast<int>(-dy * thickness / (2 * length)),
                   static_cast<int>(dx * thickness / (2 * length))};
  const Point other_side{-side.x, -side.y};
  return {.discs = {}, .outlines = {{from + side, to + side, to + other_side, from + other_side}}};
}

}  // namespace mrcnn
