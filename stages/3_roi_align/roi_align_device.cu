#include "stages/3_roi_align/regions_device.cuh"
#include "stages/3_roi_align/roi_align.hpp"
#include "stages/3_roi_align/roi_align_checks.hpp"
#include "stages/3_roi_align/roi_align_math.hpp"
#include "stages/3_roi_align/roi_levels.hpp"

namespace mrcnn {

// [roi_align]
Regions<Device> roi_align(const FeaturePyramid<Device>& pyramid, const DeviceTensor<Box, 1>& boxes,
                          int bins, const RoiAlignParams& params, RoiAlignTrace<Device>* trace) {
  check_roi_pyramid(pyramid);
  check_bins(bins, bins);

  // which level a box reads depends on its size (FPN, eq. 1)
  DeviceTensor<std::int32_t, 1> levels = roi_levels(boxes, params);
  Regions<Device> regions{
      make_device_tensor<float>({levels.size(), bins, bins, pyramid.levels[0].shape(2)})};

  const LevelViews maps = level_views(pyramid);
  const View<const Box, 1> box = view(boxes);
  const View<const std::int32_t, 1> level = view(std::as_const(levels));
  // [launch]
  // values <- the means of the samples of bin (by, bx) of box[r], on its level. Every thread of a
  // bin computes the positions of its samples: that costs less than waiting for one thread to do
  // it.
  for_each_bin(view(regions.features),
               [=] MRCNN_HD(Index r, Index by, Index bx, Index first, Index last, float* values) {
                 const float scale = 1.0F / stride_of_level(level(r));
                 const RoiGrid grid = roi_grid(box(r), scale, bins, bins, params);
                 mean_of_bin(maps.of_level(level(r)), grid, by, bx, first, last, values);
               });
  // [/launch]
  if (trace != nullptr) {
    trace->levels = std::move(levels);
  }
  return regions;
}

// [/roi_align]

}  // namespace mrcnn
