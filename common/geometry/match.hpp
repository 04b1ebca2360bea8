#pragma once
#include "common/geometry/best_truth.hpp"
#include "common/geometry/match_math.hpp"
#include "common/tensor/device_tensor.hpp"
#include "common/tensor/host_tensor.hpp"

namespace mrcnn {

/// Assigns a truth to each row as detectors do in training (Faster R-CNN, sec. 3.1.2).
///
///   iou          (D, G)
///   low_quality  also accept, for every truth, the rows that overlap it most, ties included, at
///                any IoU; such a row keeps its own best truth
///   returns      index: the truth, kBelowLow or kBetween; iou: the row's largest IoU, 0 without
///                truth
BestTruth<Host> match(const HostTensor<float, 2>& iou, MatchThresholds thresholds,
                      bool low_quality);
BestTruth<Device> match(const DeviceTensor<float, 2>& iou, MatchThresholds thresholds,
                        bool low_quality);

}  // namespace mrcnn
