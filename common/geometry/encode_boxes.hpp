#pragma once
#include "common/geometry/box_coder.hpp"
#include "common/tensor/host_tensor.hpp"
#include "common/types/box.hpp"

namespace mrcnn {

/// encode() row by row: the deltas that decode_boxes() turns into the targets.
///
///   references  (N) any frame
///   targets     (N) the same frame
///   returns     (N, 4) dx, dy, dw, dh; a reference without extent gives infinities or NaN
///
/// Throws ShapeError if lengths differ.
HostTensor<float, 2> encode_boxes(const HostTensor<Box, 1>& references,
                                  const HostTensor<Box, 1>& targets, const CoderWeights& weights);

}  // namespace mrcnn
