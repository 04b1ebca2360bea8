#pragma once
#include <cstdint>
#include <vector>

#include "common/tensor/device_tensor.hpp"
#include "common/tensor/host_tensor.hpp"
#include "common/types/box.hpp"
#include "common/types/feature_pyramid.hpp"
#include "common/types/regions.hpp"

#include "stages/3_roi_align/roi_align_math.hpp"

namespace mrcnn {

struct RoiAlignParams {
  int output_size = 7;  // bins per side; set from box_head.pool or masks.pool
  Pooling pooling = Pooling::roi_align;
  int sampling_ratio = 2;         // samples per bin and axis; <= 0: as many as the bin has cells
  bool aligned = false;           // true: shift by half a cell, and no minimal size of one cell
  float canonical_size = 224.0F;  // image pixels, FPN eq. 1
  int canonical_level = 4;        // k0 in FPN eq. 1
  LevelRule level_rule = LevelRule::floor;
};

/// Most samples per bin and axis when their number is adaptive, so that a huge box costs no memory.
inline constexpr int kMaxSamplesPerAxis = 64;

/// Which level each box reads (FPN, eq. 1, by params.level_rule), limited to [lowest, highest].
/// Evaluated as a count of thresholds that sqrt(w h) reaches, so that host and device agree on
/// every bit. A non-finite box or a negative area gives the lowest level.
///
///   boxes    (R) frame of the boxes
///   returns  (R)
HostTensor<std::int32_t, 1> roi_levels(const HostTensor<Box, 1>& boxes,
                                       const RoiAlignParams& params = {}, int lowest = kLowestLevel,
                                       int highest = kHighestRoiLevel);
DeviceTensor<std::int32_t, 1> roi_levels(const DeviceTensor<Box, 1>& boxes,
                                         const RoiAlignParams& params = {},
                                         int lowest = kLowestLevel, int highest = kHighestRoiLevel);

/// The smallest sqrt(w h) that belongs to each of the levels lowest+1 .. highest. Found by
/// bisection over the bit patterns of float32. For 224, level 4 and LevelRule::floor: 0x42dffff5,
/// 0x435ffff6, 0x43dffff4.
std::vector<float> roi_level_thresholds(const RoiAlignParams& params, int lowest, int highest);

/// RoIAlign on one map (Mask R-CNN, sec. 3, RoIAlign).
///
///   map      (H, W, C)
///   boxes    (R) image pixels; may lie partly or wholly outside
///   scale    cells per image pixel, 1 / stride
///   height, width  bins of the result
///   returns  (R, height, width, C), each bin the mean of its samples
///
/// A sample more than one cell outside the map counts as 0; a non-finite box gives zeros.
Regions<Host> roi_align_map(const HostTensor<float, 3>& map, const HostTensor<Box, 1>& boxes,
                            float scale, int height, int width, const RoiAlignParams& params = {});
Regions<Device> roi_align_map(const DeviceTensor<float, 3>& map, const DeviceTensor<Box, 1>& boxes,
                              float scale, int height, int width,
                              const RoiAlignParams& params = {});

/// RoIPool on one map (Fast R-CNN, sec. 2.1; Caffe's rounding): (R, height, width, C), each bin the
/// largest of its cells, 0 for a bin without cells, NaN if one of them is. A non-finite box gives
/// zeros.
Regions<Host> roi_pool_map(const HostTensor<float, 3>& map, const HostTensor<Box, 1>& boxes,
                           float scale, int height, int width);
Regions<Device> roi_pool_map(const DeviceTensor<float, 3>& map, const DeviceTensor<Box, 1>& boxes,
                             float scale, int height, int width);

/// TensorFlow's crop_and_resize on one map: (R, height, width, C), bilinear samples on a grid whose
/// outermost points are the corners of the box. A sample outside the map is 0; a non-finite box
/// gives zeros.
///
///   boxes  (R) fractions of the way from the first cell's centre to the last one's
Regions<Host> crop_map(const HostTensor<float, 3>& map, const HostTensor<Box, 1>& boxes, int height,
                       int width);
Regions<Device> crop_map(const DeviceTensor<float, 3>& map, const DeviceTensor<Box, 1>& boxes,
                         int height, int width);

template <class Place>
struct RoiAlignTrace {
  Tensor<Place, std::int32_t, 1> levels;  // (R) 2..5
};

/// Stage 3: a map of fixed size for every box, read from the level that fits its size.
///
///   pyramid  P2..P5 (P6 may follow, it is not read); level l is sampled with scale 2^-l, or by
///            crop_and_resize in fractions of an input of 2^l pixels per cell
///   boxes    (R) frame of the boxes
///   returns  (R, S, S, C), S = params.output_size
///
/// Throws ShapeError if levels are missing or disagree in C.
Regions<Host> roi_align(const FeaturePyramid<Host>& pyramid, const HostTensor<Box, 1>& boxes,
                        const RoiAlignParams& params = {}, RoiAlignTrace<Host>* trace = nullptr);

/// The same on the device. Asks how many boxes there are, so that the network behind it computes
/// for those only.
Regions<Device> roi_align(const FeaturePyramid<Device>& pyramid, const DeviceTensor<Box, 1>& boxes,
                          const RoiAlignParams& params = {},
                          RoiAlignTrace<Device>* trace = nullptr);

}  // namespace mrcnn
