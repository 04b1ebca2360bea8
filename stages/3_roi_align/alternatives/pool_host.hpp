#pragma once
#include "common/tensor/host_tensor.hpp"

#include "stages/3_roi_align/roi_align.hpp"
#include "stages/3_roi_align/roi_align_checks.hpp"
#include "stages/3_roi_align/roi_levels.hpp"

namespace mrcnn {

// The loops over boxes and bins. `pool(map, box, scale, bins_y, bins_x, by, bx, first, last, out)`
// writes the channels first .. last - 1 of bin (by, bx) of a box to out; pool_device.cuh has the
// same for the device.

/// map_of(r) and scale_of(r) are the map that box r reads and its cells per image pixel.
template <class MapOf, class ScaleOf, class Pool>
void pool_boxes(const HostTensor<Box, 1>& boxes, View<float, 4> regions, const MapOf& map_of,
                const ScaleOf& scale_of, const Pool& pool) {
#pragma omp parallel for schedule(dynamic)
  for (Index r = 0; r < regions.extent(0); ++r) {
    for (Index by = 0; by < regions.extent(1); ++by) {
      for (Index bx = 0; bx < regions.extent(2); ++bx) {
        pool(map_of(r), boxes(r), scale_of(r), regions.extent(1), regions.extent(2), by, bx,
             Index{0}, regions.extent(3), &regions(r, by, bx, 0));
      }
    }
  }
}

template <class Pool>
Regions<Host> pool_map(const HostTensor<float, 3>& map, const HostTensor<Box, 1>& boxes,
                       float scale, int height, int width, const Pool& pool) {
  check_bins(height, width);
  Regions<Host> regions{make_tensor<float>({boxes.size(), height, width, map.shape(2)})};
  const View<const float, 3> cells = view(map);
  pool_boxes(
      boxes, view(regions.features), [&](Index) { return cells; }, [&](Index) { return scale; },
      pool);
  return regions;
}

template <class Pool>
Regions<Host> pool_pyramid(const FeaturePyramid<Host>& pyramid, const HostTensor<Box, 1>& boxes,
                           int bins, const RoiAlignParams& params, RoiAlignTrace<Host>* trace,
                           const Pool& pool) {
  check_roi_pyramid(pyramid);
  check_bins(bins, bins);
  HostTensor<std::int32_t, 1> levels = roi_levels(boxes, params);
  Regions<Host> regions{make_tensor<float>({boxes.size(), bins, bins, pyramid.levels[0].shape(2)})};
  pool_boxes(
      boxes, view(regions.features),
      [&](Index r) { return view(pyramid.levels[levels(r) - kLowestLevel]); },
      [&](Index r) { return 1.0F / stride_of_level(levels(r)); }, pool);
  if (trace != nullptr) {
    trace->levels = std::move(levels);
  }
  return regions;
}

}  // namespace mrcnn
