#pragma once
#include "common/tensor/device_tensor.hpp"
#include "common/tensor/for_each.cuh"

#include "stages/3_roi_align/roi_align.hpp"
#include "stages/3_roi_align/roi_align_checks.hpp"
#include "stages/3_roi_align/roi_levels.hpp"

namespace mrcnn {

/// P2..P5 for a thread that picks one. An index that is known only at run time would make every
/// thread of a GPU copy all of them to memory first.
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
/// body writes out[0 .. last - first). On a GPU one thread a bin and channel: neighbouring threads
/// read neighbouring channels of the same four cells.
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

/// As in regions_host.hpp.
template <class Pool>
Regions<Device> pool_map(const DeviceTensor<float, 3>& map, const DeviceTensor<Box, 1>& boxes,
                         float scale, int height, int width, const Pool& pool) {
  check_bins(height, width);
  Regions<Device> regions{
      make_device_tensor<float>({boxes.valid_rows(), height, width, map.shape(2)})};
  const View<const float, 3> cells = view(map);
  const View<const Box, 1> box = view(boxes);
  // out <- bin (by, bx) of box[r]
  for_each_bin(view(regions.features),
               [=] MRCNN_HD(Index r, Index by, Index bx, Index first, Index last, float* out) {
                 pool(cells, box(r), scale, height, width, by, bx, first, last, out);
               });
  return regions;
}

template <class Pool>
Regions<Device> pool_pyramid(const FeaturePyramid<Device>& pyramid,
                             const DeviceTensor<Box, 1>& boxes, int bins,
                             const RoiAlignParams& params, RoiAlignTrace<Device>* trace,
                             const Pool& pool) {
  check_roi_pyramid(pyramid);
  check_bins(bins, bins);
  DeviceTensor<std::int32_t, 1> levels = roi_levels(boxes, params);
  Regions<Device> regions{
      make_device_tensor<float>({levels.size(), bins, bins, pyramid.levels[0].shape(2)})};
  const LevelViews maps = level_views(pyramid);
  const View<const Box, 1> box = view(boxes);
  const View<const std::int32_t, 1> level = view(std::as_const(levels));
  // out <- bin (by, bx) of box[r], on its level
  for_each_bin(view(regions.features),
               [=] MRCNN_HD(Index r, Index by, Index bx, Index first, Index last, float* out) {
                 pool(maps.of_level(level(r)), box(r), 1.0F / stride_of_level(level(r)), bins, bins,
                      by, bx, first, last, out);
               });
  if (trace != nullptr) {
    trace->levels = std::move(levels);
  }
  return regions;
}

}  // namespace mrcnn
