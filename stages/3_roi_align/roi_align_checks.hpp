#pragma once
#include "common/error.hpp"

#include "stages/3_roi_align/roi_align.hpp"

namespace mrcnn {

// What host and device refuse in the same words.

inline constexpr std::size_t kRoiLevels = kHighestRoiLevel - kLowestLevel + 1;

template <class Place>
void check_roi_pyramid(const FeaturePyramid<Place>& pyramid) {
  check_shape(pyramid.levels.size() >= kRoiLevels, "roi_align: a pyramid of ",
              pyramid.levels.size(), " levels, expected P2..P5");
  const std::size_t channels = pyramid.levels[0].shape(2);
  for (std::size_t i = 1; i < kRoiLevels; ++i) {
    check_shape(pyramid.levels[i].shape(2) == channels, "roi_align: P", i + kLowestLevel, " has ",
                pyramid.levels[i].shape(2), " channels, expected ", channels, " like P2");
  }
}

inline void check_bins(int height, int width) {
  check_shape(height > 0 && width > 0, "roi_align: ", height, " x ", width, " bins");
}

}  // namespace mrcnn
