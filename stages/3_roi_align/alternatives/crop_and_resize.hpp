#pragma once
#include "stages/3_roi_align/roi_align.hpp"

namespace mrcnn {

/// TensorFlow's crop_and_resize, as matterport uses it: one bilinear sample per bin, on a grid
/// whose outermost points are the corners of the box. A sample outside the map is 0; a non-finite
/// box gives zeros. Arguments and result as in roi_align(); params select the level that a box
/// reads. Boxes become fractions of an input of 2^l pixels per cell of level l.
Regions<Host> crop_and_resize(const FeaturePyramid<Host>& pyramid, const HostTensor<Box, 1>& boxes,
                              int bins = 7, const RoiAlignParams& params = {},
                              RoiAlignTrace<Host>* trace = nullptr);
Regions<Device> crop_and_resize(const FeaturePyramid<Device>& pyramid,
                                const DeviceTensor<Box, 1>& boxes, int bins = 7,
                                const RoiAlignParams& params = {},
                                RoiAlignTrace<Device>* trace = nullptr);

/// The same on one map: (R, height, width, C).
///
///   boxes  (R) fractions of the way from the first cell's centre to the last one's
Regions<Host> crop_and_resize_map(const HostTensor<float, 3>& map, const HostTensor<Box, 1>& boxes,
                                  int height, int width);
Regions<Device> crop_and_resize_map(const DeviceTensor<float, 3>& map,
                                    const DeviceTensor<Box, 1>& boxes, int height, int width);

}  // namespace mrcnn
