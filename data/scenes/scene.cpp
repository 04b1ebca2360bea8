#include "data/scenes/scene.hpp"

#include <algorithm>
#include <utility>

#include "common/error.hpp"

#include "data/scenes/arrangement.hpp"
#include "data/scenes/background.hpp"
#include "data/scenes/paint.hpp"
#include "data/scenes/sine.hpp"

namespace mrcnn {

namespace {

enum Stream : std::uint64_t { kColours, kGround, kArrangement, kPaint, kNoise };

// How much lighter (256 = unchanged) a shape of radius r looks at `offset` from its centre.
int shade(Point offset, int radius, Point light, int strength) {
  const std::int64_t along = std::int64_t{offset.x} * light.x + std::int64_t{offset.y} * light.y;
  return 256 + static_cast<int>(along / radius * strength / kSineOne);
}

Colour lit(const Colour& colour, int shade) {
  return {colour[0] * shade / 256, colour[1] * shade / 256, colour[2] * shade / 256};
}

void paint_shape(const PlacedShape& shape, const Colour& colour, Point light, int strength,
                 HostTensor<std::uint8_t, 3>& pixels) {
  paint(shape.coverage, kOpaque, pixels, [&](int y, int x) {
    const Point offset{x * kPixel - shape.placement.centre.x,
                       y * kPixel - shape.placement.centre.y};
    return lit(colour, shade(offset, shape.placement.radius, light, strength));
  });
}

Box box_of(const HostTensor<std::uint8_t, 2>& mask) {
  std::size_t x1 = mask.shape(1);
  std::size_t y1 = mask.shape(0);
  std::size_t x2 = 0;
  std::size_t y2 = 0;
  for (std::size_t y = 0; y < mask.shape(0); ++y) {
    for (std::size_t x = 0; x < mask.shape(1); ++x) {
      if (mask(y, x) != 0) {
        x1 = std::min(x1, x);
        y1 = std::min(y1, y);
        x2 = std::max(x2, x + 1);
        y2 = std::max(y2, y + 1);
      }
    }
  }
  return {static_cast<float>(x1), static_cast<float>(y1), static_cast<float>(x2),
          static_cast<float>(y2)};
}

}  // namespace

Scene make_scene(std::uint64_t seed, ImageSize size) {
  check_shape(std::min(size.height, size.width) >= kMinSceneSide &&
                  std::max(size.height, size.width) <= kMaxSceneSide,
              "make_scene: sides must be within ", kMinSceneSide, "..", kMaxSceneSide, ", got ",
              size.height, " x ", size.width);
  const Palette palette(Random(seed, kColours));
  Scene scene;
  scene.pixels = make_background(Random(seed, kGround), size, palette);

  Random random(seed, kPaint);
  const Point light = polar(kSineOne, random.below(kFullTurn));
  const int strength = random.between(10, 90);
  const int contrast = random.between(45, 160);
  std::vector<Colour> taken = {palette.ground(0), palette.ground(1)};
  for (PlacedShape& shape : arrange_shapes(Random(seed, kArrangement), size)) {
    taken.push_back(palette.draw(random, taken, contrast));
    paint_shape(shape, taken.back(), light, strength, scene.pixels);
    const Box box = box_of(shape.visible);
    scene.objects.push_back({shape.shape, std::move(shape.visible), box, shape.visible_pixels});
  }
  add_pixel_noise(random_bits(seed, kNoise), random.between(0, 10), scene.pixels);
  return scene;
}

}  // namespace mrcnn
