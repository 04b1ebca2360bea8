#include "data/scenes/arrangement.hpp"

#include <algorithm>
#include <utility>

#include "data/scenes/scene.hpp"

namespace mrcnn {

namespace {

constexpr int kMaxObjects = 8;
constexpr int kAttempts = 12;
constexpr int kMinRadius = 10 * kPixel;
constexpr int kMaxRadiusPercent = 28;  // of the shorter side
constexpr int kHalfCoverage = kFullCoverage / 2;

// The square of a uniform number: small shapes are the usual ones, large ones exist.
int draw_radius(Random& random, ImageSize size) {
  const int largest = std::min(size.height, size.width) * kPixel / 100 * kMaxRadiusPercent;
  const std::int64_t uniform = random.below(kPixel);
  return kMinRadius + static_cast<int>((largest - kMinRadius) * uniform * uniform /
                                       (std::int64_t{kPixel} * kPixel));
}

// Anywhere but in the outermost twentieth, so the border cuts some shapes.
int draw_coordinate(Random& random, int side) {
  return random.between(side * kPixel / 20, side * kPixel * 19 / 20);
}

PlacedShape draw_shape(Random& random, ImageSize size) {
  PlacedShape placed;
  placed.shape = static_cast<ShapeClass>(random.between(1, kShapeClasses));
  placed.placement.radius = draw_radius(random, size);
  placed.placement.angle = random.below(256);
  placed.placement.centre.x = draw_coordinate(random, size.width);
  placed.placement.centre.y = draw_coordinate(random, size.height);
  placed.coverage = coverage_of(region_of(placed.shape, placed.placement));

  placed.visible = filled_tensor<std::uint8_t, 2>(
      {static_cast<std::size_t>(size.height), static_cast<std::size_t>(size.width)}, 0);
  const int rows = static_cast<int>(placed.coverage.samples.shape(0));
  const int columns = static_cast<int>(placed.coverage.samples.shape(1));
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      if (placed.coverage.samples(row, column) < kHalfCoverage) {
        continue;
      }
      ++placed.full_pixels;
      const int y = placed.coverage.top + row;
      const int x = placed.coverage.left + column;
      if (y >= 0 && y < size.height && x >= 0 && x < size.width) {
        placed.visible(y, x) = 1;
        ++placed.visible_pixels;
      }
    }
  }
  return placed;
}

bool visible_enough(int visible_pixels, int full_pixels) {
  return visible_pixels >= kMinVisiblePixels &&
         visible_pixels * 100 >= full_pixels * kMinVisiblePercent;
}

int shared_pixels(const HostTensor<std::uint8_t, 2>& a, const HostTensor<std::uint8_t, 2>& b) {
  int shared = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    shared += a.data()[i] & b.data()[i];
  }
  return shared;
}

bool fits(const PlacedShape& front, const std::vector<PlacedShape>& behind) {
  return visible_enough(front.visible_pixels, front.full_pixels) &&
         std::all_of(behind.begin(), behind.end(), [&front](const PlacedShape& shape) {
           const int hidden = shared_pixels(front.visible, shape.visible);
           return visible_enough(shape.visible_pixels - hidden, shape.full_pixels);
         });
}

void put_in_front(PlacedShape front, std::vector<PlacedShape>& shapes) {
  for (PlacedShape& shape : shapes) {
    for (std::size_t i = 0; i < shape.visible.size(); ++i) {
      const int hidden = shape.visible.data()[i] & front.visible.data()[i];
      shape.visible.data()[i] = static_cast<std::uint8_t>(shape.visible.data()[i] - hidden);
      shape.visible_pixels -= hidden;
    }
  }
  shapes.push_back(std::move(front));
}

}  // namespace

std::vector<PlacedShape> arrange_shapes(Random random, ImageSize size) {
  std::vector<PlacedShape> shapes;
  const int wanted = random.between(1, kMaxObjects);
  for (int i = 0; i < wanted; ++i) {
    // The first shape has the image to itself and fits sooner or later; others may be left out.
    for (int attempt = 0; attempt < kAttempts || shapes.empty(); ++attempt) {
      PlacedShape shape = draw_shape(random, size);
      if (fits(shape, shapes)) {
        put_in_front(std::move(shape), shapes);
        break;
      }
    }
  }
  return shapes;
}

}  // namespace mrcnn
