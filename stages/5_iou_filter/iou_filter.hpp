#pragma once
#include <cstdint>

#include "common/tensor/device_tensor.hpp"
#include "common/types/detections.hpp"

namespace mrcnn {

struct IouFilterParams {
  float min_iou = 0.5F;  // a detection is valid when its best IoU reaches this
};

/// Intermediates of stage 5. Without ground truth only `keep` is set, and it is all 1.
template <class Place>
struct IouFilterTrace {
  Tensor<Place, float, 2> iou;                // (D, G)
  Tensor<Place, float, 1> best_iou;           // (D)
  Tensor<Place, std::int32_t, 1> best_truth;  // (D) first truth of the largest IoU; -1 if that is 0
  Tensor<Place, std::uint8_t, 1>
      class_matches;                    // (D) 1 if the best truth has the detection's label
  Tensor<Place, std::uint8_t, 1> keep;  // (D)
};

/// Stage 5: keeps the detections that overlap a true object well enough: max over g of
/// IoU(d, g) >= min_iou. Classes are ignored; several detections may match one object.
///
///   detections  (D) best first
///   truth       (G) in the frame of the detections. G = 0: everything is rejected. Null: there is
///               no ground truth, and everything passes.
///   returns     (D') the kept ones, order unchanged
///
/// Throws ShapeError if the lists of one argument differ in length.
Detections<Host> iou_filter(const Detections<Host>& detections, const GroundTruth<Host>* truth,
                            const IouFilterParams& params = {},
                            IouFilterTrace<Host>* trace = nullptr);
Detections<Device> iou_filter(const Detections<Device>& detections,
                              const GroundTruth<Device>* truth, const IouFilterParams& params = {},
                              IouFilterTrace<Device>* trace = nullptr);

}  // namespace mrcnn
