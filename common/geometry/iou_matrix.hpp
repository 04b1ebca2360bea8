#pragma once
#include "common/tensor/device_tensor.hpp"
#include "common/tensor/host_tensor.hpp"
#include "common/types/box.hpp"

namespace mrcnn {

/// IoU of every box of `a` (D) with every box of `b` (G), both in one frame: (D, G). D and G may be
/// 0.
HostTensor<float, 2> iou_matrix(const HostTensor<Box, 1>& a, const HostTensor<Box, 1>& b);
DeviceTensor<float, 2> iou_matrix(const DeviceTensor<Box, 1>& a, const DeviceTensor<Box, 1>& b);

}  // namespace mrcnn
