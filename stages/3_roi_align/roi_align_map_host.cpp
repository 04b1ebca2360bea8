#include "stages/3_roi_align/roi_align.hpp"
#include "stages/3_roi_align/roi_align_checks.hpp"
#include "stages/3_roi_align/sample_region.hpp"

namespace mrcnn {

Regions<Host> roi_align_map(const HostTensor<float, 3>& map, const HostTensor<Box, 1>& boxes,
                            float scale, int height, int width, const RoiAlignParams& params) {
  check_bins(height, width);
  Regions<Host> regions{make_tensor<float>({boxes.size(), height, width, map.shape(2)})};
  const View<const float, 3> cells = view(map);
  const View<float, 4> out = view(regions.features);
#pragma omp parallel for schedule(dynamic)
  for (Index r = 0; r < out.extent(0); ++r) {
    sample_region(cells, boxes(r), scale, params, out[r]);
  }
  return regions;
}

}  // namespace mrcnn
