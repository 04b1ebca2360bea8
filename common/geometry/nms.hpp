#pragma once
#include <cstdint>

#include "common/geometry/suppression.hpp"
#include "common/tensor/device_tensor.hpp"
#include "common/tensor/host_tensor.hpp"
#include "common/types/box.hpp"

namespace mrcnn {

struct NmsParams {
  double max_iou = 0.5;  // a larger IoU with a better box suppresses

  /// No group has more boxes: the device needs N * min(N, largest_group) bits of memory.
  std::size_t largest_group = SIZE_MAX;

  bool fast = false;  // by nms_fast.hpp on the host: the same result
};

/// Greedy non-maximum suppression inside each group: a box is suppressed when its IoU with a better
/// surviving box of its group exceeds `max_iou` (strictly, compared as double).
///
///   boxes          (N) any frame; a non-finite box neither suppresses nor is suppressed
///   scores         (N) order is sort_key(score, row)
///   groups         (N) any numbers, compared for equality
///   suppressed_by  (N) in: only rows marked kKept take part
///                  out: the best-ranked surviving row of the group that suppresses it, or kKept
///   returns        (S) the surviving rows, best first; on the device with room for N
///
/// Throws ShapeError if lengths differ.
HostTensor<std::int32_t, 1> non_maximum_suppression(const HostTensor<Box, 1>& boxes,
                                                    const HostTensor<float, 1>& scores,
                                                    const HostTensor<std::int32_t, 1>& groups,
                                                    const NmsParams& params,
                                                    HostTensor<std::int32_t, 1>& suppressed_by);
DeviceTensor<std::int32_t, 1> non_maximum_suppression(const DeviceTensor<Box, 1>& boxes,
                                                      const DeviceTensor<float, 1>& scores,
                                                      const DeviceTensor<std::int32_t, 1>& groups,
                                                      const NmsParams& params,
                                                      DeviceTensor<std::int32_t, 1>& suppressed_by);

}  // namespace mrcnn
