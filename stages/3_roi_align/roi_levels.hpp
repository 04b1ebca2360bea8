#pragma once
#include <cstdint>
#include <vector>

#include "common/host_device.hpp"
#include "common/tensor/device_tensor.hpp"
#include "common/tensor/host_tensor.hpp"
#include "common/types/box.hpp"
#include "common/types/feature_pyramid.hpp"

#include "stages/3_roi_align/roi_align_params.hpp"

namespace mrcnn {

/// Which level each box reads (FPN, eq. 1, by params.level_rule), limited to [lowest, highest].
/// Evaluated as a count of thresholds that sqrt(w h) reaches, so that host and device agree on
/// every bit. A non-finite box or a negative area gives the lowest level.
///
///   boxes    (R) frame of the boxes
///   returns  (R)
///
/// Throws ShapeError unless canonical_size is positive and lowest <= highest; on the device also
/// for more than 33 levels.
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

// [level]
/// The level of a box whose sqrt(width height) is `side`: one up for every threshold it reaches.
/// NaN reaches none.
MRCNN_HD inline int roi_level(float side, const float* thresholds, int count, int lowest) {
  int level = lowest;
  for (int i = 0; i < count; ++i) {
    level += side >= thresholds[i] ? 1 : 0;
  }
  return level;
}

// [/level]

}  // namespace mrcnn
