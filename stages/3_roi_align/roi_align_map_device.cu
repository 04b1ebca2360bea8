#include "stages/3_roi_align/regions_device.cuh"
#include "stages/3_roi_align/roi_align.hpp"
#include "stages/3_roi_align/roi_align_checks.hpp"
#include "stages/3_roi_align/roi_align_math.hpp"

namespace mrcnn {

Regions<Device> roi_align_map(const DeviceTensor<float, 3>& map, const DeviceTensor<Box, 1>& boxes,
                              float scale, int height, int width, const RoiAlignParams& params) {
  check_bins(height, width);
  Regions<Device> regions{
      make_device_tensor<float>({boxes.valid_rows(), height, width, map.shape(2)})};
  const View<const float, 3> cells = view(map);
  const View<const Box, 1> box = view(boxes);
  // values <- the means of the samples of bin (by, bx) of box[r]
  for_each_bin(view(regions.features),
               [=] MRCNN_HD(Index r, Index by, Index bx, Index first, Index last, float* values) {
                 const RoiGrid grid = roi_grid(box(r), scale, height, width, params);
                 mean_of_bin(cells, grid, by, bx, first, last, values);
               });
  return regions;
}

}  // namespace mrcnn
