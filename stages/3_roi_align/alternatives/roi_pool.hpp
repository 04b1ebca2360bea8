#pragma once
#include "stages/3_roi_align/roi_align.hpp"

namespace mrcnn {

/// RoIPool (Fast R-CNN, sec. 2.1; Caffe's rounding), what RoIAlign replaced: each bin is the
/// largest of its cells, 0 for a bin without cells, NaN if one of them is. A non-finite box gives
/// zeros. Arguments and result as in roi_align(); params select the level that a box reads.
Regions<Host> roi_pool(const FeaturePyramid<Host>& pyramid, const HostTensor<Box, 1>& boxes,
                       int bins = 7, const RoiAlignParams& params = {},
                       RoiAlignTrace<Host>* trace = nullptr);
Regions<Device> roi_pool(const FeaturePyramid<Device>& pyramid, const DeviceTensor<Box, 1>& boxes,
                         int bins = 7, const RoiAlignParams& params = {},
                         RoiAlignTrace<Device>* trace = nullptr);

/// RoIPool on one map, like roi_align_map().
Regions<Host> roi_pool_map(const HostTensor<float, 3>& map, const HostTensor<Box, 1>& boxes,
                           float scale, int height, int width);
Regions<Device> roi_pool_map(const DeviceTensor<float, 3>& map, const DeviceTensor<Box, 1>& boxes,
                             float scale, int height, int width);

}  // namespace mrcnn
