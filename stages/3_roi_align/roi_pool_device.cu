#include "stages/3_roi_align/regions_device.cuh"
#include "stages/3_roi_align/roi_levels.hpp"
#include "stages/3_roi_align/roi_pool.hpp"
#include "stages/3_roi_align/roi_pool_math.hpp"

namespace mrcnn {

Regions<Device> roi_pool(const FeaturePyramid<Device>& pyramid, const DeviceTensor<Box, 1>& boxes,
                         int bins, const RoiAlignParams& params, RoiAlignTrace<Device>* trace) {
  check_roi_pyramid(pyramid);
  check_bins(bins, bins);
  DeviceTensor<std::int32_t, 1> levels = roi_levels(boxes, params);
  Regions<Device> regions{
      make_device_tensor<float>({levels.size(), bins, bins, pyramid.levels[0].shape(2)})};
  const LevelViews maps = level_views(pyramid);
  const View<const Box, 1> box = view(boxes);
  const View<const std::int32_t, 1> level = view(std::as_const(levels));
  // out <- the largest cells of bin (by, bx) of box[r], on its level
  for_each_bin(view(regions.features),
               [=] MRCNN_HD(Index r, Index by, Index bx, Index first, Index last, float* out) {
                 const View<const float, 3> map = maps.of_level(level(r));
                 const float stride = stride_of_level(level(r));
                 max_of_bin(map, box(r), 1.0F / stride, bins, bins, by, bx, first, last, out);
               });
  if (trace != nullptr) {
    trace->levels = std::move(levels);
  }
  return regions;
}

Regions<Device> roi_pool_map(const DeviceTensor<float, 3>& map, const DeviceTensor<Box, 1>& boxes,
                             float scale, int height, int width) {
  check_bins(height, width);
  Regions<Device> regions{
      make_device_tensor<float>({boxes.settled_rows(), height, width, map.shape(2)})};
  const View<const float, 3> cells = view(map);
  const View<const Box, 1> box = view(boxes);
  // out <- the largest cells of bin (by, bx) of box[r]
  for_each_bin(view(regions.features),
               [=] MRCNN_HD(Index r, Index by, Index bx, Index first, Index last, float* out) {
                 max_of_bin(cells, box(r), scale, height, width, by, bx, first, last, out);
               });
  return regions;
}

}  // namespace mrcnn
