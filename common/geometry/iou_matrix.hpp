#pragma once
#include <cstdint>

#include "common/tensor/device_tensor.hpp"
#include "common/tensor/host_tensor.hpp"
#include "common/types/box.hpp"

namespace mrcnn {

/// IoU of every box of `a` (D) with every box of `b` (G): (D, G). Zero rows or columns are legal.
HostTensor<float, 2> iou_matrix(const HostTensor<Box, 1>& a, const HostTensor<Box, 1>& b);
DeviceTensor<float, 2> iou_matrix(const DeviceTensor<Box, 1>& a, const DeviceTensor<Box, 1>& b);

inline constexpr std::int32_t kNoTruth = -1;

/// The true object each row overlaps most.
template <class Place>
struct BestTruth {
  /// (D) first truth of the largest IoU; kNoTruth if that is 0 or G = 0
  Tensor<Place, std::int32_t, 1> index;
  Tensor<Place, float, 1> iou;  // (D)
};

BestTruth<Host> best_truth(const HostTensor<float, 2>& iou);
BestTruth<Device> best_truth(const DeviceTensor<float, 2>& iou);

}  // namespace mrcnn
