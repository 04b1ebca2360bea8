#pragma once
#include <array>
#include <cstddef>
#include <optional>

#include "common/geometry/box_coder.hpp"
#include "common/tensor/device_tensor.hpp"
#include "common/tensor/host_tensor.hpp"
#include "common/types/box.hpp"

namespace mrcnn {

/// How deltas become boxes, the same for all rows.
struct DecodeParams {
  CoderWeights weights;
  float max_log_scale = kMaxLogScale;  // limit of dw and dh; 0: none
  std::optional<Box> area;             // decoded boxes are cut to it; none: they stay as they are
};

/// decode() row by row, for callers that want nothing but boxes: the stages decode where they
/// choose.
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

/// What decode_boxes() refuses.
void check_decode(std::size_t references, const std::array<std::size_t, 2>& deltas);

}  // namespace mrcnn
