#include "stages/3_roi_align/roi_align.hpp"
#include "stages/3_roi_align/roi_align_checks.hpp"
#include "stages/3_roi_align/roi_levels.hpp"
#include "stages/3_roi_align/sample_region.hpp"

namespace mrcnn {

Regions<Host> roi_align(const FeaturePyramid<Host>& pyramid, const HostTensor<Box, 1>& boxes,
                        int bins, const RoiAlignParams& params, RoiAlignTrace<Host>* trace) {
  check_roi_pyramid(pyramid);
  check_bins(bins, bins);

  // [roi_align]
  // which level a box reads depends on its size (FPN, eq. 1)
  HostTensor<std::int32_t, 1> levels = roi_levels(boxes, params);
  const std::size_t channels = pyramid.levels[0].shape(2);
  Regions<Host> regions{make_tensor<float>({boxes.size(), bins, bins, channels})};
  const View<float, 4> out = view(regions.features);

#pragma omp parallel for schedule(dynamic)
  for (Index r = 0; r < out.extent(0); ++r) {
    const View<const float, 3> map = view(pyramid.levels[levels(r) - kLowestLevel]);
    sample_region(map, boxes(r), 1.0F / stride_of_level(levels(r)), params, out[r]);
  }
  // [/roi_align]
  if (trace != nullptr) {
    trace->levels = std::move(levels);
  }
  return regions;
}

}  // namespace mrcnn
