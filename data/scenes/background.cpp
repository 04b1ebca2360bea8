#include "data/scenes/background.hpp"

#include <algorithm>

#include "data/scenes/paint.hpp"
#include "data/scenes/shapes.hpp"
#include "data/scenes/sine.hpp"

namespace mrcnn {

namespace {

using Pixels = HostTensor<std::uint8_t, 3>;

// The share (0..kSineOne) of the second colour at a pixel: 0 and 1 at opposite rims of the circle
// that fits the longer side, seen along `angle`.
int gradient_share(int x, int y, ImageSize size, int angle) {
  const int along = (2 * x - size.width) * cosine(angle) + (2 * y - size.height) * sine(angle);
  const int longer_side = std::max(size.height, size.width);
  return std::clamp((along / longer_side + kSineOne) / 2, 0, kSineOne);
}

void paint_gradient(Random& random, ImageSize size, const Palette& palette, Pixels& pixels) {
  const int angle = random.below(kFullTurn);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      const Colour colour = mixture(palette.ground(0), palette.ground(1),
                                    gradient_share(x, y, size, angle), kSineOne);
      for (std::size_t channel = 0; channel < 3; ++channel) {
        pixels(y, x, channel) = saturated(colour[channel]);
      }
    }
  }
}

// The weight (0..256) of the right neighbour at `part` of `whole` of the way: 3t^2 - 2t^3, whose
// slope is 0 at both ends, so that the cells of the lattice do not show.
int smooth_step(int part, int whole) {
  const int t = part * 256 / whole;
  return (3 * 256 - 2 * t) * t / 256 * t / 256;
}

// Random colour offsets at the corners of square cells, wide enough for soft clouds.
struct CloudLattice {
  int cell;                    // px
  HostTensor<int, 3> offsets;  // (rows, columns, 3), 1/256 of a pixel value
};

CloudLattice draw_lattice(Random& random, ImageSize size) {
  const int cell = std::min(size.height, size.width) / random.between(2, 5);
  const int brightness = random.between(0, 45);
  const int tint = random.between(0, 15);
  const auto rows = static_cast<std::size_t>(size.height / cell + 2);
  const auto columns = static_cast<std::size_t>(size.width / cell + 2);
  CloudLattice lattice{cell, make_tensor<int, 3>({rows, columns, 3})};
  for (std::size_t node = 0; node < rows * columns; ++node) {
    const int common = random.between(-256, 256) * brightness;
    for (std::size_t channel = 0; channel < 3; ++channel) {
      lattice.offsets.data()[node * 3 + channel] = common + random.between(-256, 256) * tint;
    }
  }
  return lattice;
}

void add_clouds(Random& random, ImageSize size, Pixels& pixels) {
  const CloudLattice lattice = draw_lattice(random, size);
  for (int y = 0; y < size.height; ++y) {
    const int row = y / lattice.cell;
    const int down = smooth_step(y % lattice.cell, lattice.cell);
    for (int x = 0; x < size.width; ++x) {
      const int column = x / lattice.cell;
      const int right = smooth_step(x % lattice.cell, lattice.cell);
      for (std::size_t channel = 0; channel < 3; ++channel) {
        const auto along_row = [&](int r) {
          return lattice.offsets(r, column, channel) * (256 - right) +
                 lattice.offsets(r, column + 1, channel) * right;
        };
        const int offset =
            (along_row(row) / 256 * (256 - down) + along_row(row + 1) / 256 * down) / (256 * 256);
        pixels(y, x, channel) = saturated(pixels(y, x, channel) + offset);
      }
    }
  }
}

void draw_lines(Random& random, ImageSize size, const Palette& palette, Pixels& pixels) {
  const auto anywhere = [&random, size]() {
    return Point{random.between(-size.width / 8, size.width * 9 / 8) * kPixel,
                 random.between(-size.height / 8, size.height * 9 / 8) * kPixel};
  };
  const int lines = random.between(1, 7);
  for (int i = 0; i < lines; ++i) {
    const Point from = anywhere();
    const Point to = anywhere();
    const int thickness = random.between(kPixel, 6 * kPixel);
    const Colour colour = palette.draw(random, {}, 0);
    const int opacity = random.between(60, 256);
    paint(coverage_of(stroke(from, to, thickness)), opacity, pixels,
          [&colour](int, int) { return colour; });
  }
}

}  // namespace

Pixels make_background(Random random, ImageSize size, const Palette& palette) {
  auto pixels = make_tensor<std::uint8_t, 3>(
      {static_cast<std::size_t>(size.height), static_cast<std::size_t>(size.width), 3});
  paint_gradient(random, size, palette, pixels);
  add_clouds(random, size, pixels);
  if (random.chance(50)) {
    draw_lines(random, size, palette, pixels);
  }
  return pixels;
}

void add_pixel_noise(std::uint64_t key, int deviation, Pixels& pixels) {
  // Four uniform bytes add up to something near a normal distribution of deviation 147.8.
  constexpr int kSumMean = 2 * 255;
  constexpr int kSumDeviation = 148;
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    const std::uint64_t bits = random_bits(key, i);
    const int sum = static_cast<int>((bits & 255U) + (bits >> 8U & 255U) + (bits >> 16U & 255U) +
                                     (bits >> 24U & 255U));
    auto& value = pixels.data()[i];
    value = saturated(value + (sum - kSumMean) * deviation / kSumDeviation);
  }
}

}  // namespace mrcnn
