#pragma once
#include "common/error.hpp"
#include "common/types/feature_pyramid.hpp"

namespace mrcnn {

// Argument checks shared by the host and device implementations of the three ways to pool.

inline constexpr std::size_t kRoiLevels = kHighestRoiLevel - kLowestLevel + 1;

template <class Place>
void check_roi_pyramid(const FeaturePyramid<Place>& pyramid) {
  check_shape(pyramid.levels.size() >= kRoiLevels, "roi_align: the pyramid has ",
              pyramid.levels.size(), " levels, expected at least ", kRoiLevels, ", P2..P5");
  const std::size_t channels = pyramid.levels[0].shape()[2];
  for (std::size_t i = 1; i < kRoiLevels; ++i) {
    check_shape(pyramid.levels[i].shape()[2] == channels, "roi_align: P", i + kLowestLevel, " has ",
                pyramid.levels[i].shape()[2], " channels, expected ", channels, " like P2");
  }
}

inline void check_bins(int height, int width) {
  check_shape(height > 0 && width > 0, "roi_align: the result has ", height, " x ", width,
              " bins, expected at least 1 x 1");
}

}  // namespace mrcnn
