#pragma once
#include <cmath>

#include "common/geometry/box_coder.hpp"
#include "common/tensor/device_tensor.hpp"
#include "common/tensor/host_tensor.hpp"
#include "common/types/box.hpp"

namespace mrcnn {

/// How deltas become boxes, the same for all rows.
struct DecodeParams {
  CoderWeights weights = {};
  float max_log_scale = kMaxLogScale;                     // limit of dw and dh; 0: none
  Box clip = {-INFINITY, -INFINITY, INFINITY, INFINITY};  // decoded boxes are clipped to it
};

/// decode() row by row, for callers that need only boxes: the stages decode where they select.
///
///   references  (N) any frame
///   deltas      (N, 4) dx, dy, dw, dh
///   returns     (N) the same frame
///
/// Throws ShapeError if lengths differ or deltas do not have four columns.
HostTensor<Box, 1> decode_boxes(const HostTensor<Box, 1>& references,
                                const HostTensor<float, 2>& deltas, const DecodeParams& params);
DeviceTensor<Box, 1> decode_boxes(const DeviceTensor<Box, 1>& references,
                                  const DeviceTensor<float, 2>& deltas, const DecodeParams& params);

}  // namespace mrcnn
