#include "data/scenes/coverage.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>

namespace mrcnn {

namespace {

constexpr int kSampleStep = kPixel / kSamplesPerSide;
constexpr int kFirstSample = kSampleStep / 2;

struct Bounds {
  Point low{std::numeric_limits<int>::max(), std::numeric_limits<int>::max()};
  Point high{std::numeric_limits<int>::min(), std::numeric_limits<int>::min()};

  void include(Point point) {
    low = {std::min(low.x, point.x), std::min(low.y, point.y)};
    high = {std::max(high.x, point.x), std::max(high.y, point.y)};
  }
};

Bounds bounds_of(const Region& region) {
  Bounds bounds;
  for (const Disc& disc : region.discs) {
    bounds.include(disc.centre + Point{-disc.radius, -disc.radius});
    bounds.include(disc.centre + Point{disc.radius, disc.radius});
  }
  for (const Outline& outline : region.outlines) {
    for (const Point corner : outline) {
      bounds.include(corner);
    }
  }
  return bounds;
}

void add_crossings(const Disc& disc, int y, std::vector<int>& crossings) {
  const std::int64_t dy = y - disc.centre.y;
  const std::int64_t radius = disc.radius;
  if (dy * dy >= radius * radius) {
    return;
  }
  const int half_chord = static_cast<int>(floor_root(radius * radius - dy * dy));
  crossings.push_back(disc.centre.x - half_chord);
  crossings.push_back(disc.centre.x + half_chord);
}

// An edge owns its upper end and not its lower one: a corner on the row is counted once.
void add_crossings(const Outline& outline, int y, std::vector<int>& crossings) {
  for (std::size_t i = 0; i < outline.size(); ++i) {
    Point upper = outline[i];
    Point lower = outline[(i + 1) % outline.size()];
    if (upper.y > lower.y) {
      std::swap(upper, lower);
    }
    if (upper.y <= y && y < lower.y) {
      const std::int64_t run = lower.x - upper.x;
      const std::int64_t rise = lower.y - upper.y;
      crossings.push_back(upper.x + static_cast<int>(floor_divide((y - upper.y) * run, rise)));
    }
  }
}

// The first sample at or right of x, counted from the sample at kFirstSample.
int sample_at_or_after(int x) {
  return static_cast<int>(floor_divide(x - kFirstSample + kSampleStep - 1, kSampleStep));
}

int pixel_of(int x) {
  return static_cast<int>(floor_divide(x, kPixel));
}

}  // namespace

Coverage coverage_of(const Region& region) {
  const Bounds bounds = bounds_of(region);
  if (bounds.low.x > bounds.high.x) {
    return {0, 0, filled_tensor<std::uint8_t, 2>({0, 0}, 0)};
  }
  const int left = pixel_of(bounds.low.x);
  const int top = pixel_of(bounds.low.y);
  const auto width = static_cast<std::size_t>(pixel_of(bounds.high.x) - left + 1);
  const auto height = static_cast<std::size_t>(pixel_of(bounds.high.y) - top + 1);
  Coverage coverage{left, top, filled_tensor<std::uint8_t, 2>({height, width}, 0)};

  std::vector<int> crossings;
  for (std::size_t sample_row = 0; sample_row < height * kSamplesPerSide; ++sample_row) {
    const int y = top * kPixel + kFirstSample + static_cast<int>(sample_row) * kSampleStep;
    crossings.clear();
    for (const Disc& disc : region.discs) {
      add_crossings(disc, y, crossings);
    }
    for (const Outline& outline : region.outlines) {
      add_crossings(outline, y, crossings);
    }
    std::sort(crossings.begin(), crossings.end());
    for (std::size_t i = 0; i + 1 < crossings.size(); i += 2) {
      const int end = sample_at_or_after(crossings[i + 1]) - left * kSamplesPerSide;
      for (int s = sample_at_or_after(crossings[i]) - left * kSamplesPerSide; s < end; ++s) {
        ++coverage.samples(sample_row / kSamplesPerSide,
                           static_cast<std::size_t>(s) / kSamplesPerSide);
      }
    }
  }
  return coverage;
}

}  // namespace mrcnn
