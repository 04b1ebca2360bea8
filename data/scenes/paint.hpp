#pragma once
#include <algorithm>

#include "common/tensor/host_tensor.hpp"

#include "data/scenes/coverage.hpp"
#include "data/scenes/palette.hpp"

namespace mrcnn {

inline std::uint8_t saturated(int value) {
  return static_cast<std::uint8_t>(std::clamp(value, 0, 255));
}

constexpr int kOpaque = 256;

/// Mixes colour_at(y, x), a Colour, into each covered pixel, by the share of its samples that are
/// covered times opacity / 256. What lies outside the image is left out.
template <class ColourAt>
void paint(const Coverage& coverage, int opacity, HostTensor<std::uint8_t, 3>& pixels,
           const ColourAt& colour_at) {
  const int bottom = std::min(coverage.top + static_cast<int>(coverage.samples.shape(0)),
                              static_cast<int>(pixels.shape(0)));
  const int right = std::min(coverage.left + static_cast<int>(coverage.samples.shape(1)),
                             static_cast<int>(pixels.shape(1)));
  for (int y = std::max(0, coverage.top); y < bottom; ++y) {
    for (int x = std::max(0, coverage.left); x < right; ++x) {
      const int share = coverage.samples(y - coverage.top, x - coverage.left) * opacity;
      if (share == 0) {
        continue;
      }
      const Colour colour = colour_at(y, x);
      for (std::size_t channel = 0; channel < 3; ++channel) {
        std::uint8_t& value = pixels(y, x, channel);
        value = saturated(value + (colour[channel] - value) * share / (kFullCoverage * kOpaque));
      }
    }
  }
}

}  // namespace mrcnn
