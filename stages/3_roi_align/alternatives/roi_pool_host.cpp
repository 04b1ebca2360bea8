#include "stages/3_roi_align/alternatives/pool_host.hpp"
#include "stages/3_roi_align/alternatives/roi_pool.hpp"
#include "stages/3_roi_align/alternatives/roi_pool_math.hpp"

namespace mrcnn {

Regions<Host> roi_pool(const FeaturePyramid<Host>& pyramid, const HostTensor<Box, 1>& boxes,
                       int bins, const RoiAlignParams& params, RoiAlignTrace<Host>* trace) {
  return pool_pyramid(pyramid, boxes, bins, params, trace, MaxOfBin{});
}

Regions<Host> roi_pool_map(const HostTensor<float, 3>& map, const HostTensor<Box, 1>& boxes,
                           float scale, int height, int width) {
  return pool_map(map, boxes, scale, height, width, MaxOfBin{});
}

}  // namespace mrcnn
