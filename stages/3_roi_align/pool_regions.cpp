#include "stages/3_roi_align/pool_regions.hpp"

#include "stages/3_roi_align/alternatives/crop_and_resize.hpp"
#include "stages/3_roi_align/alternatives/roi_pool.hpp"

namespace mrcnn {

template <class Place>
Regions<Place> pool_regions(Pooling pooling, const FeaturePyramid<Place>& pyramid,
                            const Tensor<Place, Box, 1>& boxes, int bins,
                            const RoiAlignParams& params, RoiAlignTrace<Place>* trace) {
  switch (pooling) {
    case Pooling::roi_pool:
      return roi_pool(pyramid, boxes, bins, params, trace);
    case Pooling::crop_and_resize:
      return crop_and_resize(pyramid, boxes, bins, params, trace);
    case Pooling::roi_align:
      break;
  }
  return roi_align(pyramid, boxes, bins, params, trace);
}

template Regions<Host> pool_regions(Pooling, const FeaturePyramid<Host>&, const HostTensor<Box, 1>&,
                                    int, const RoiAlignParams&, RoiAlignTrace<Host>*);
template Regions<Device> pool_regions(Pooling, const FeaturePyramid<Device>&,
                                      const DeviceTensor<Box, 1>&, int, const RoiAlignParams&,
                                      RoiAlignTrace<Device>*);

}  // namespace mrcnn
