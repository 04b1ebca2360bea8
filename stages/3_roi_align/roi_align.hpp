#pragma once
#include <cstdint>

#include "common/tensor/device_tensor.hpp"
#include "common/tensor/host_tensor.hpp"
#include "common/types/box.hpp"
#include "common/types/feature_pyramid.hpp"
#include "common/types/regions.hpp"

#include "stages/3_roi_align/roi_align_params.hpp"

namespace mrcnn {

/// Intermediates of stage 3.
template <class Place>
struct RoiAlignTrace {
  Tensor<Place, std::int32_t, 1> levels;  // (R) 2..5
};

/// Stage 3: a map of fixed size for every box, read from the level that fits its size (Mask R-CNN,
/// sec. 3, RoIAlign).
///
///   pyramid  P2..P5 (P6 may follow and is not read); level l is sampled with scale 2^-l
///   boxes    (R) frame of the boxes; may lie partly or wholly outside
///   bins     S, per side: 7 for the box head (Mask R-CNN, fig. 4)
///   returns  (R, S, S, C), each bin the mean of its samples
///
/// A sample more than one cell outside the map counts as 0; a non-finite box gives zeros. Throws
/// ShapeError if levels are missing or disagree in C, or if there are no bins.
Regions<Host> roi_align(const FeaturePyramid<Host>& pyramid, const HostTensor<Box, 1>& boxes,
                        int bins = 7, const RoiAlignParams& params = {},
                        RoiAlignTrace<Host>* trace = nullptr);

/// The same on the device. The host waits for the number of boxes, so that the next network
/// computes no more than those.
Regions<Device> roi_align(const FeaturePyramid<Device>& pyramid, const DeviceTensor<Box, 1>& boxes,
                          int bins = 7, const RoiAlignParams& params = {},
                          RoiAlignTrace<Device>* trace = nullptr);

/// RoIAlign on one map.
///
///   map      (H, W, C)
///   boxes    (R) image pixels
///   scale    cells per image pixel, 1 / stride
///   height, width  bins of the result
///   returns  (R, height, width, C)
Regions<Host> roi_align_map(const HostTensor<float, 3>& map, const HostTensor<Box, 1>& boxes,
                            float scale, int height, int width, const RoiAlignParams& params = {});
Regions<Device> roi_align_map(const DeviceTensor<float, 3>& map, const DeviceTensor<Box, 1>& boxes,
                              float scale, int height, int width,
                              const RoiAlignParams& params = {});

}  // namespace mrcnn
