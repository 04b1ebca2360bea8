#pragma once
#include <cstdint>

#include "common/nn/compute_options.hpp"
#include "common/tensor/device_tensor.hpp"
#include "common/tensor/host_tensor.hpp"
#include "common/types/box_frame.hpp"
#include "common/types/feature_pyramid.hpp"
#include "common/types/image.hpp"
#include "common/types/proposals.hpp"

#include "stages/2_proposals/proposals_params.hpp"
#include "stages/2_proposals/rpn_weights.hpp"

namespace mrcnn {

/// The network's answer for every anchor, in the order level, row, column, ratio.
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
///   padded   size of the network's input, which determines the strides of the anchors
///
/// Throws ShapeError unless the pyramid has one level per anchor size, and the last two layers have
/// 1 and 4 output channels per aspect ratio.
template <class Place>
RpnOutput<Place> rpn_head(const FeaturePyramid<Place>& pyramid, ImageSize padded,
                          const RpnWeights<Place>& weights, const ProposalsParams& params = {},
                          const ComputeOptions& compute = {});

/// Intermediates of step proposals: M = sum over levels of min(pre_nms_top_n, anchors of the
/// level), or min(pre_nms_top_n, A) if all levels are ranked together.
template <class Place>
struct ProposalsTrace {
  Tensor<Place, Box, 1> candidates;  // (M) decoded, clipped, best first in each pre_nms_scope
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
/// Equal logits keep the order of the anchors. Levels may be any numbers and are processed in
/// ascending order. Throws ShapeError if the arrays of `rpn` differ in length.
Proposals<Host> proposals(const RpnOutput<Host>& rpn, const BoxFrame& frame,
                          const ProposalsParams& params = {},
                          ProposalsTrace<Host>* trace = nullptr);

/// The same on the device. The numbers of proposals and candidates stay in device memory until they
/// are queried. There is room for as many levels as anchor sizes, and at least 8.
Proposals<Device> proposals(const RpnOutput<Device>& rpn, const BoxFrame& frame,
                            const ProposalsParams& params = {},
                            ProposalsTrace<Device>* trace = nullptr);

}  // namespace mrcnn
