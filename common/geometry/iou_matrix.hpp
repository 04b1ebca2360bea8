#pragma once
#include <cstdint>

#include "common/tensor/device_tensor.hpp"
#include "common/tensor/host_tensor.hpp"
#include "common/types/box.hpp"

namespace mrcnn {

/// IoU of every box of `a` (D) with every box of `b` (G): (D, G). Zero rows or columns are legal.
HostTensor<float, 2> iou_matrix(const HostTensor<Box, 1>& a, const HostTensor<Box, 1>& b);
DeviceTensor<float, 2> iou_matrix(const DeviceTensor<Box, 1>& a, const DeviceTensor<Box, 1>& b);

/// The true object each row overlaps most.
template <class Place>
struct BestTruth {
  /// (D) first truth of the largest IoU; -1 if that is 0 or G = 0
  Tensor<Place, std::int32_t, 1> index;
  Tensor<Place, float, 1> iou;  // (D)
};

BestTruth<Host> best_truth(const HostTensor<float, 2>& iou);
BestTruth<Device> best_truth(const DeviceTensor<float, 2>& iou);

inline constexpr std::int32_t kBelowLow = -1;
inline constexpr std::int32_t kBetween = -2;

/// Assigns a truth to each row as detectors do in training (Faster R-CNN, sec. 3.1.2).
///
///   iou          (D, G)
///   low, high    a best IoU below low gives kBelowLow, in [low, high) kBetween
///   low_quality  also give every truth the rows that overlap it most, ties included, however
///                little; such a row keeps its own best truth
///
/// `iou` in the result is the row's largest IoU, 0 without truth.
BestTruth<Host> match(const HostTensor<float, 2>& iou, float low, float high, bool low_quality);

}  // namespace mrcnn
