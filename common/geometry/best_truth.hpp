#pragma once
#include "common/geometry/best_truth_math.hpp"
#include "common/tensor/device_tensor.hpp"
#include "common/tensor/host_tensor.hpp"

namespace mrcnn {

/// The true object that each row overlaps most.
template <class Place>
struct BestTruth {
  /// (D) first truth of the largest IoU; kNoTruth if that is 0 or G = 0
  Tensor<Place, std::int32_t, 1> index;
  Tensor<Place, float, 1> iou;  // (D)
};

/// best_truth_of_row() for every row.
///
///   iou  (D, G)
BestTruth<Host> best_truth(const HostTensor<float, 2>& iou);
BestTruth<Device> best_truth(const DeviceTensor<float, 2>& iou);

}  // namespace mrcnn
