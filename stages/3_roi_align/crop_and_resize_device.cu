#include "stages/3_roi_align/crop_and_resize.hpp"
#include "stages/3_roi_align/crop_and_resize_math.hpp"
#include "stages/3_roi_align/regions_device.cuh"
#include "stages/3_roi_align/roi_levels.hpp"

namespace mrcnn {

Regions<Device> crop_and_resize(const FeaturePyramid<Device>& pyramid,
                                const DeviceTensor<Box, 1>& boxes, int bins,
                                const RoiAlignParams& params, RoiAlignTrace<Device>* trace) {
  check_roi_pyramid(pyramid);
  check_bins(bins, bins);
  DeviceTensor<std::int32_t, 1> levels = roi_levels(boxes, params);
  Regions<Device> regions{
      make_device_tensor<float>({levels.size(), bins, bins, pyramid.levels[0].shape(2)})};
  const LevelViews maps = level_views(pyramid);
  const View<const Box, 1> box = view(boxes);
  const View<const std::int32_t, 1> level = view(std::as_const(levels));
  // out <- the sample of bin (by, bx) of box[r], on its level
  for_each_bin(view(regions.features),
               [=] MRCNN_HD(Index r, Index by, Index bx, Index first, Index last, float* out) {
                 const View<const float, 3> map = maps.of_level(level(r));
                 const float stride = stride_of_level(level(r));
                 const Box part = fractions_of_map(box(r), map.extent(0), map.extent(1), stride);
                 sample_of_crop(map, part, bins, bins, by, bx, first, last, out);
               });
  if (trace != nullptr) {
    trace->levels = std::move(levels);
  }
  return regions;
}

Regions<Device> crop_and_resize_map(const DeviceTensor<float, 3>& map,
                                    const DeviceTensor<Box, 1>& boxes, int height, int width) {
  check_bins(height, width);
  Regions<Device> regions{
      make_device_tensor<float>({boxes.settled_rows(), height, width, map.shape(2)})};
  const View<const float, 3> cells = view(map);
  const View<const Box, 1> box = view(boxes);
  // out <- the sample of bin (by, bx) of box[r]
  for_each_bin(view(regions.features),
               [=] MRCNN_HD(Index r, Index by, Index bx, Index first, Index last, float* out) {
                 sample_of_crop(cells, box(r), height, width, by, bx, first, last, out);
               });
  return regions;
}

}  // namespace mrcnn
