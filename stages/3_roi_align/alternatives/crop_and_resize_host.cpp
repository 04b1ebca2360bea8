#include "stages/3_roi_align/alternatives/crop_and_resize.hpp"
#include "stages/3_roi_align/alternatives/crop_and_resize_math.hpp"
#include "stages/3_roi_align/alternatives/pool_host.hpp"

namespace mrcnn {

Regions<Host> crop_and_resize(const FeaturePyramid<Host>& pyramid, const HostTensor<Box, 1>& boxes,
                              int bins, const RoiAlignParams& params, RoiAlignTrace<Host>* trace) {
  return pool_pyramid(pyramid, boxes, bins, params, trace, SampleOfFrame{});
}

Regions<Host> crop_and_resize_map(const HostTensor<float, 3>& map, const HostTensor<Box, 1>& boxes,
                                  int height, int width) {
  return pool_map(map, boxes, 1.0F, height, width, SampleOfFractions{});
}

}  // namespace mrcnn
