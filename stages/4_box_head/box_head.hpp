#pragma once
#include <cstdint>

#include "common/geometry/box_coder.hpp"
#include "common/nn/compute_options.hpp"
#include "common/types/box_frame.hpp"
#include "common/types/detections.hpp"
#include "common/types/regions.hpp"

#include "stages/4_box_head/box_head_weights.hpp"
#include "stages/4_box_head/detections_rules.hpp"

namespace mrcnn {

/// The output of the two-layer perceptron for every region.
template <class Place>
struct BoxHeadOutput {
  Tensor<Place, float, 2> class_logits;  // (R, K)
  Tensor<Place, float, 2> box_deltas;    // (R, 4 K), column = 4 * class + (dx, dy, dw, dh)
};

/// Step box_head: two fully connected layers, then class scores and per-class box refinements
/// (Fast R-CNN, sec. 2; FPN, sec. 4.2).
///
///   regions  (R, S, S, C)
///
/// Throws ShapeError if S S C is not the number of inputs of fc6.
template <class Place>
BoxHeadOutput<Place> box_head(const Regions<Place>& regions, const BoxHeadWeights<Place>& weights,
                              const ComputeOptions& compute = {});

struct DetectionsParams {
  CoderWeights coder_weights = {10.0F, 10.0F, 5.0F, 5.0F};
  float score_threshold = 0.05F;   // a detection's class probability must exceed this
  double nms_iou = 0.5;            // inside a class
  int detections_per_image = 100;  // of all classes together (Mask R-CNN, sec. 3.1)
  bool fast_nms = false;           // host only: same result, faster
  DetectionsConventions conventions = {};
};

/// Intermediates of step detections. N = R (K - 1); row = proposal * (K - 1) + class - 1.
template <class Place>
struct DetectionsTrace {
  Tensor<Place, float, 2> class_probabilities;   // (R, K) softmax
  Tensor<Place, std::int32_t, 2> candidates;     // (N, 2) row of the proposal, class
  Tensor<Place, Box, 1> candidate_boxes;         // (N) decoded and clipped
  Tensor<Place, float, 1> candidate_scores;      // (N)
  Tensor<Place, std::int32_t, 1> suppressed_by;  // (N) row of a candidate, or a Suppression value
  Tensor<Place, std::int32_t, 1> proposals;      // (D) row of the proposal of each detection
};

/// Step detections: every (proposal, class) pair is a candidate. Those above the score threshold
/// compete in NMS inside their class, and the best of all classes are kept (Fast R-CNN, sec. 2.4).
///
///   proposals  (R) in `frame`
///   frame      boxes are clipped to frame.image
///   returns    (D) at most detections_per_image, best first, in `frame`; on the device D stays in
///              device memory until it is queried
///
/// Background (class 0) is never a candidate. Throws ShapeError if lengths differ or K < 2.
Detections<Host> detections(const BoxHeadOutput<Host>& head, const HostTensor<Box, 1>& proposals,
                            const BoxFrame& frame, const DetectionsParams& params = {},
                            DetectionsTrace<Host>* trace = nullptr);
Detections<Device> detections(const BoxHeadOutput<Device>& head,
                              const DeviceTensor<Box, 1>& proposals, const BoxFrame& frame,
                              const DetectionsParams& params = {},
                              DetectionsTrace<Device>* trace = nullptr);

}  // namespace mrcnn
