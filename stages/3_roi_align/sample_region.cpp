#include "stages/3_roi_align/sample_region.hpp"

#include "stages/3_roi_align/roi_align_math.hpp"

namespace mrcnn {

// [sample_region]
void sample_region(const View<const float, 3>& map, const Box& box, float scale,
                   const RoiAlignParams& params, const View<float, 3>& region) {
  // [lab]
  const RoiGrid grid = roi_grid(box, scale, region.extent(0), region.extent(1), params);
  for (Index by = 0; by < region.extent(0); ++by) {
    for (Index bx = 0; bx < region.extent(1); ++bx) {
      mean_of_bin(map, grid, by, bx, 0, map.extent(2), &region(by, bx, 0));
    }
  }
  // [/lab]
}

// [/sample_region]

}  // namespace mrcnn
