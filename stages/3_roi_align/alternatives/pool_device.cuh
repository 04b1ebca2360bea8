#pragma once
#include "stages/3_roi_align/regions_device.cuh"
#include "stages/3_roi_align/roi_align.hpp"
#include "stages/3_roi_align/roi_align_checks.hpp"
#include "stages/3_roi_align/roi_levels.hpp"

namespace mrcnn {

/// As in pool_host.hpp.
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
