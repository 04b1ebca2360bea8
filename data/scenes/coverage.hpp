#pragma once
#include <cstdint>
#include <vector>

#include "common/tensor/host_tensor.hpp"

#include "data/scenes/fixed_point.hpp"

namespace mrcnn {

/// A closed line of straight edges.
using Outline = std::vector<Point>;

struct Disc {
  Point centre;
  int radius = 0;  // 1/256 px
};

/// A region of the plane by the even-odd rule: a point belongs to it if an odd number of the discs
/// and outlines hold it, so a smaller disc inside a larger one is a hole.
struct Region {
  std::vector<Disc> discs;
  std::vector<Outline> outlines;
};

/// Samples per pixel: a grid of 4 by 4.
constexpr int kSamplesPerSide = 4;
constexpr int kFullCoverage = kSamplesPerSide * kSamplesPerSide;

/// How many samples of each pixel lie in a region. The map is just large enough for the region and
/// belongs to no image: `left` and `top`, the pixel of its first element, may be negative.
struct Coverage {
  int left = 0;
  int top = 0;
  HostTensor<std::uint8_t, 2> samples;  // (h, w), 0..16; (0, 0) for an empty region
};

/// Counts row by row: where a row of samples crosses the region's outline, inside and outside swap.
Coverage coverage_of(const Region& region);

}  // namespace mrcnn
