#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "common/geometry/anchors.hpp"
#include "common/geometry/box_coder.hpp"
#include "common/nn/conv2d.hpp"
#include "common/types/box_frame.hpp"
#include "common/types/feature_pyramid.hpp"
#include "common/types/image.hpp"
#include "common/types/proposals.hpp"
#include "common/weights/tensor_spec.hpp"
#include "common/weights/weight_store.hpp"

#include "stages/2_proposals/proposals_conventions.hpp"

namespace mrcnn {

struct ProposalsParams {
  std::vector<float> anchor_sizes = {32, 64, 128, 256, 512};  // image pixels, one per level P2..P6
  std::vector<float> aspect_ratios = {0.5F, 1.0F, 2.0F};      // height / width
  CoderWeights coder_weights = {};                            // 1, 1, 1, 1
  int pre_nms_top_n = 1000;                                   // anchors of each level
  int post_nms_top_n = 1000;                                  // proposals of all levels together
  double nms_iou = 0.7;                                       // inside a level
  float min_size = 1e-3F;                                     // pixels, both sides
  bool fast_nms = false;                                      // on the host: same result, sooner
  ProposalsConventions conventions = {};
};

/// Parameters of the region proposal network, the same for every level.
template <class Place>
struct RpnWeights {
  Conv2dWeights<Place> conv;        // 3x3, ReLU
  Conv2dWeights<Place> objectness;  // 1x1, one logit per anchor of a cell: object - background
  Conv2dWeights<Place> deltas;      // 1x1, channel = 4 * anchor + (dx, dy, dw, dh)
};

/// What the network says about every anchor. Flat order: level, row, column, ratio.
template <class Place>
struct RpnOutput {
  Tensor<Place, Box, 1> anchors;                 // (A) frame of the boxes
  Tensor<Place, std::int32_t, 1> anchor_levels;  // (A) 2..6
  Tensor<Place, float, 1> objectness;            // (A) logits
  Tensor<Place, float, 2> deltas;                // (A, 4)
};

/// Step rpn_head: anchors and the network's answer for each (Faster R-CNN, sec. 3.1; FPN,
/// sec. 4.1).
///
///   pyramid  P2..P6, (H_l, W_l, C)
///   padded   size of the network's input, which the strides of the anchors come from
///
/// One text for both places. Throws ShapeError if the pyramid does not have as many levels as there
/// are anchor sizes.
template <class Place>
RpnOutput<Place> rpn_head(const FeaturePyramid<Place>& pyramid, ImageSize padded,
                          const RpnWeights<Place>& weights, const ProposalsParams& params = {},
                          const ComputeOptions& compute = {});

/// Intermediates of step proposals: M = sum over levels of min(pre_nms_top_n, anchors of the
/// level), or min(pre_nms_top_n, A) if all levels are ranked together.
template <class Place>
struct ProposalsTrace {
  Tensor<Place, Box, 1> candidates;  // (M) decoded, clipped; by level if ranked so, then by logit
  Tensor<Place, std::int32_t, 1> candidate_anchors;  // (M) row of the anchor
  Tensor<Place, float, 1> candidate_scores;          // (M) sigmoid of the logit
  Tensor<Place, std::int32_t, 1> candidate_levels;   // (M)
  Tensor<Place, std::int32_t, 1> suppressed_by;  // (M) row of a candidate, or a Suppression value
  Tensor<Place, std::int32_t, 1> kept;  // (R) candidate of each proposal, -1 for a row of zeros
};

/// Step proposals: the best anchors of each level or of all, decoded, clipped, filtered by NMS
/// (Faster R-CNN, sec. 3.3; FPN, sec. 4.1).
///
///   frame    boxes are clipped to frame.image
///   returns  (R) at most post_nms_top_n, best first; exactly as many with pad_with_zeros
///
/// Equal logits: the lower anchor first. Levels may be any numbers; they are taken in ascending
/// order. Throws ShapeError if the arrays of `rpn` differ in length.
Proposals<Host> proposals(const RpnOutput<Host>& rpn, const BoxFrame& frame,
                          const ProposalsParams& params = {},
                          ProposalsTrace<Host>* trace = nullptr);

/// The same on the device. The counts of proposals and candidates stay in device memory until they
/// are queried; there is room for the candidates of as many levels as there are anchor sizes, at
/// least 8.
Proposals<Device> proposals(const RpnOutput<Device>& rpn, const BoxFrame& frame,
                            const ProposalsParams& params = {},
                            ProposalsTrace<Device>* trace = nullptr);

std::vector<TensorSpec> rpn_tensors(const ProposalsParams& params, int channels);
RpnWeights<Host> load_rpn_weights(const WeightStore& store, const ProposalsParams& params,
                                  int channels);

}  // namespace mrcnn
