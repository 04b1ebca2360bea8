#include "stages/3_roi_align/alternatives/crop_and_resize.hpp"
#include "stages/3_roi_align/alternatives/crop_and_resize_math.hpp"
#include "stages/3_roi_align/alternatives/pool_device.cuh"

namespace mrcnn {

Regions<Device> crop_and_resize(const FeaturePyramid<Device>& pyramid,
                                const DeviceTensor<Box, 1>& boxes, int bins,
                                const RoiAlignParams& params, RoiAlignTrace<Device>* trace) {
  return pool_pyramid(pyramid, boxes, bins, params, trace, SampleOfFrame{});
}

Regions<Device> crop_and_resize_map(const DeviceTensor<float, 3>& map,
                                    const DeviceTensor<Box, 1>& boxes, int height, int width) {
  return pool_map(map, boxes, 1.0F, height, width, SampleOfFractions{});
}

}  // namespace mrcnn
