#pragma once
#include <cstdint>

#include "common/tensor/host_tensor.hpp"
#include "common/types/box.hpp"

namespace mrcnn {

/// The result of non_maximum_suppression() for max_iou >= 0, faster: survivors are stored corner by
/// corner, and a test in float32 that misses no overlap skips whole blocks of them.
HostTensor<std::int32_t, 1> non_maximum_suppression_fast(
    const HostTensor<Box, 1>& boxes, const HostTensor<float, 1>& scores,
    const HostTensor<std::int32_t, 1>& groups, double max_iou,
    HostTensor<std::int32_t, 1>& suppressed_by);

}  // namespace mrcnn
