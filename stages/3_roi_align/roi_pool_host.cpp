#include "stages/3_roi_align/regions_host.hpp"
#include "stages/3_roi_align/roi_align_checks.hpp"
#include "stages/3_roi_align/roi_levels.hpp"
#include "stages/3_roi_align/roi_pool.hpp"
#include "stages/3_roi_align/roi_pool_math.hpp"

namespace mrcnn {

Regions<Host> roi_pool(const FeaturePyramid<Host>& pyramid, const HostTensor<Box, 1>& boxes,
                       int bins, const RoiAlignParams& params, RoiAlignTrace<Host>* trace) {
  check_roi_pyramid(pyramid);
  check_bins(bins, bins);
  HostTensor<std::int32_t, 1> levels = roi_levels(boxes, params);
  Regions<Host> regions{make_tensor<float>({boxes.size(), bins, bins, pyramid.levels[0].shape(2)})};
  for_each_bin(view(regions.features),
               [&](Index r, Index by, Index bx, Index first, Index last, float* out) {
                 const View<const float, 3> map = view(pyramid.levels[levels(r) - kLowestLevel]);
                 const float stride = stride_of_level(levels(r));
                 max_of_bin(map, boxes(r), 1.0F / stride, bins, bins, by, bx, first, last, out);
               });
  if (trace != nullptr) {
    trace->levels = std::move(levels);
  }
  return regions;
}

Regions<Host> roi_pool_map(const HostTensor<float, 3>& map, const HostTensor<Box, 1>& boxes,
                           float scale, int height, int width) {
  check_bins(height, width);
  Regions<Host> regions{make_tensor<float>({boxes.size(), height, width, map.shape(2)})};
  for_each_bin(view(regions.features),
               [&](Index r, Index by, Index bx, Index first, Index last, float* out) {
                 max_of_bin(view(map), boxes(r), scale, height, width, by, bx, first, last, out);
               });
  return regions;
}

}  // namespace mrcnn
