#pragma once
#include "common/tensor/device_tensor.hpp"
#include "common/tensor/for_each.cuh"
#include "common/types/feature_pyramid.hpp"

#include "stages/3_roi_align/roi_align_checks.hpp"

namespace mrcnn {

/// P2..P5, of which a thread picks one. Indexing `maps` at run time would make every GPU thread
/// copy all four to memory first.
struct LevelViews {
  View<const float, 3> maps[kRoiLevels];

  MRCNN_HD View<const float, 3> of_level(int level) const {
    View<const float, 3> map = maps[0];
    for (int i = 1; i < int{kRoiLevels}; ++i) {
      map = i == level - kLowestLevel ? maps[i] : map;
    }
    return map;
  }
};

inline LevelViews level_views(const FeaturePyramid<Device>& pyramid) {
  LevelViews views;
  for (std::size_t i = 0; i < kRoiLevels; ++i) {
    views.maps[i] = view(pyramid.levels[i]);
  }
  return views;
}

// [for_each_bin]
/// body(r, by, bx, first, last, out) for every bin of all regions and every run of its channels;
/// body writes out[0 .. last - first). On a GPU one thread per bin and channel: neighbouring
/// threads read neighbouring channels of the same four cells.
template <class Body>
void for_each_bin(View<float, 4> regions, const Body& body) {
  const Index height = regions.extent(1);
  const Index width = regions.extent(2);
  for_each_channels(regions.extent(0) * height * width, regions.extent(3),
                    [=] MRCNN_HD(Index bin, Index first, Index last) {
                      const Index row = bin / width;  // of bins, over all regions
                      const Index r = row / height;
                      const Index by = row - r * height;
                      const Index bx = bin - row * width;
                      float values[kChannelsPerThread];
                      body(r, by, bx, first, last, values);
                      for (Index c = first; c < last; ++c) {
                        regions(r, by, bx, c) = values[c - first];
                      }
                    });
}

// [/for_each_bin]

}  // namespace mrcnn
