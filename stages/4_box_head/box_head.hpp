#pragma once
#include <cstdint>
#include <vector>

#include "common/geometry/box_coder.hpp"
#include "common/nn/linear.hpp"
#include "common/types/box_frame.hpp"
#include "common/types/detections.hpp"
#include "common/types/image.hpp"
#include "common/types/regions.hpp"
#include "common/weights/tensor_spec.hpp"
#include "common/weights/weight_store.hpp"

#include "stages/4_box_head/box_head_math.hpp"

namespace mrcnn {

struct BoxHeadParams {
  int pool = 7;             // bins per side of a region
  int hidden = 1024;        // width of fc6 and fc7
  bool batch_norm = false;  // fc6 and fc7 are followed by one
  float bn_eps = 1e-5F;
  CoderWeights coder_weights = {10.0F, 10.0F, 5.0F, 5.0F};
  float max_log_scale = kMaxLogScale;  // largest dw and dh; 0: no limit
  CandidateRule candidates = CandidateRule::every_class;
  float score_threshold = 0.05F;
  ScoreRule score_rule = ScoreRule::above;
  double nms_iou = 0.5;    // inside a class
  float min_size = 1e-2F;  // pixels, both sides
  int detections_per_image = 100;
};

template <class Place>
struct BoxHeadWeights {
  LinearWeights<Place> fc6;      // (S S C, hidden); input order (y, x, c)
  LinearWeights<Place> fc7;      // (hidden, hidden)
  LinearWeights<Place> classes;  // (hidden, K)
  LinearWeights<Place> deltas;   // (hidden, 4 K), column = 4 * class + (dx, dy, dw, dh)
};

/// What the two-layer perceptron says about every region.
template <class Place>
struct BoxHeadOutput {
  Tensor<Place, float, 2> class_logits;  // (R, K)
  Tensor<Place, float, 2> box_deltas;    // (R, 4 K)
};

/// Step box_head: two fully connected layers, then class scores and per-class box refinements
/// (Fast R-CNN, sec. 2; FPN, sec. 4.2).
///
///   regions  (R, S, S, C)
///
/// Throws ShapeError if S S C is not what fc6 reads.
BoxHeadOutput<Host> box_head(const Regions<Host>& regions, const BoxHeadWeights<Host>& weights);
BoxHeadOutput<Device> box_head(const Regions<Device>& regions,
                               const BoxHeadWeights<Device>& weights, Math math = Math::fp32);

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

/// Step detections: every (proposal, class) pair is a candidate, or one per proposal; those above
/// the score threshold and not too small are thinned by NMS inside their class, and the best are
/// kept (Fast R-CNN, sec. 2.4).
///
///   proposals  (R) frame of the boxes
///   frame      boxes are clipped to frame.image
///   returns    (D) at most detections_per_image, best first
///
/// Background (class 0) is no candidate. Throws ShapeError if lengths differ or K < 2.
Detections<Host> detections(const BoxHeadOutput<Host>& head, const HostTensor<Box, 1>& proposals,
                            const BoxFrame& frame, const BoxHeadParams& params = {},
                            DetectionsTrace<Host>* trace = nullptr);

/// The same on the device, where the number of detections stays until somebody asks.
Detections<Device> detections(const BoxHeadOutput<Device>& head,
                              const DeviceTensor<Box, 1>& proposals, const BoxFrame& frame,
                              const BoxHeadParams& params = {},
                              DetectionsTrace<Device>* trace = nullptr);

/// What the box head of a model looks like from outside.
struct BoxHeadShape {
  int channels = 256;  // C of a region
  int classes = 91;    // K, background included
};

std::vector<TensorSpec> box_head_tensors(const BoxHeadParams& params, const BoxHeadShape& shape);
BoxHeadWeights<Host> load_box_head_weights(const WeightStore& store, const BoxHeadParams& params,
                                           const BoxHeadShape& shape);

}  // namespace mrcnn
