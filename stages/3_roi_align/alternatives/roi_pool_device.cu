#include "stages/3_roi_align/alternatives/pool_device.cuh"
#include "stages/3_roi_align/alternatives/roi_pool.hpp"
#include "stages/3_roi_align/alternatives/roi_pool_math.hpp"

namespace mrcnn {

Regions<Device> roi_pool(const FeaturePyramid<Device>& pyramid, const DeviceTensor<Box, 1>& boxes,
                         int bins, const RoiAlignParams& params, RoiAlignTrace<Device>* trace) {
  return pool_pyramid(pyramid, boxes, bins, params, trace, MaxOfBin{});
}

Regions<Device> roi_pool_map(const DeviceTensor<float, 3>& map, const DeviceTensor<Box, 1>& boxes,
                             float scale, int height, int width) {
  return pool_map(map, boxes, scale, height, width, MaxOfBin{});
}

}  // namespace mrcnn
