#pragma once
#include <cstdint>
#include <vector>

#include "common/geometry/suppression.hpp"
#include "common/tensor/device_tensor.hpp"
#include "common/tensor/host_tensor.hpp"
#include "common/types/box.hpp"

namespace mrcnn {

/// Greedy non-maximum suppression inside each group: a box goes when its IoU with a better
/// surviving box of its group exceeds `max_iou` (strictly, compared as double).
///
///   boxes          (N) any frame; a non-finite box neither suppresses nor is suppressed
///   scores         (N) order is sort_key(score, row)
///   groups         (N) any numbers
///   suppressed_by  (N) in: rows marked kKept take part, all others are ignored
///                      out: the best-ranked surviving row of the group that suppresses it, or
///                      kKept
///
/// Returns the surviving rows, best first. Throws ShapeError if lengths differ.
std::vector<std::int32_t> non_maximum_suppression(const HostTensor<Box, 1>& boxes,
                                                  const HostTensor<float, 1>& scores,
                                                  const HostTensor<std::int32_t, 1>& groups,
                                                  double max_iou,
                                                  HostTensor<std::int32_t, 1>& suppressed_by);

/// The same on the device. Rows beyond the boxes' live ones are ignored.
///
///   largest_group  no group has more boxes: the memory is N * largest_group bits
///   returns        (N) the surviving rows, best first; how many is known on the device only
DeviceTensor<std::int32_t, 1> non_maximum_suppression(const DeviceTensor<Box, 1>& boxes,
                                                      const DeviceTensor<float, 1>& scores,
                                                      const DeviceTensor<std::int32_t, 1>& groups,
                                                      double max_iou, std::size_t largest_group,
                                                      DeviceTensor<std::int32_t, 1>& suppressed_by);

}  // namespace mrcnn
