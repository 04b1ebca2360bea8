#pragma once
#include "common/nn/transfer.hpp"

#include "stages/1_features/features.hpp"
#include "stages/2_proposals/proposals.hpp"
#include "stages/3_roi_align/roi_align.hpp"
#include "stages/4_box_head/box_head.hpp"
#include "stages/5_iou_filter/iou_filter.hpp"
#include "stages/6_masks/masks.hpp"
#include "stages/pipeline/model/model.hpp"

namespace mrcnn {

// What the stages have of their own: weights go to the device, answers and traces come and go.

inline Bottleneck<Device> to_device(const Bottleneck<Host>& block) {
  return {.reduce = to_device(block.reduce),
          .conv = to_device(block.conv),
          .expand = to_device(block.expand),
          .project = to_device(block.project),
          .has_projection = block.has_projection,
          .reduce_stride = block.reduce_stride,
          .conv_stride = block.conv_stride};
}

inline FeaturesWeights<Device> to_device(const FeaturesWeights<Host>& weights) {
  FeaturesWeights<Device> result;
  result.stem = to_device(weights.stem);
  result.pool_padding = weights.pool_padding;
  for (std::size_t i = 0; i < weights.stages.size(); ++i) {
    for (const Bottleneck<Host>& block : weights.stages[i]) {
      result.stages[i].push_back(to_device(block));
    }
    result.lateral[i] = to_device(weights.lateral[i]);
    result.output[i] = to_device(weights.output[i]);
  }
  return result;
}

inline RpnWeights<Device> to_device(const RpnWeights<Host>& weights) {
  return {to_device(weights.conv), to_device(weights.objectness), to_device(weights.deltas)};
}

inline BoxHeadWeights<Device> to_device(const BoxHeadWeights<Host>& weights) {
  return {to_device(weights.fc6), to_device(weights.fc7), to_device(weights.classes),
          to_device(weights.deltas)};
}

inline MaskHeadWeights<Device> to_device(const MaskHeadWeights<Host>& weights) {
  MaskHeadWeights<Device> result;
  for (const Conv2dWeights<Host>& conv : weights.convs) {
    result.convs.push_back(to_device(conv));
  }
  result.upsample = to_device(weights.upsample);
  result.logits = to_device(weights.logits);
  return result;
}

inline RpnOutput<Device> to_device(const RpnOutput<Host>& rpn) {
  return {to_device(rpn.anchors), to_device(rpn.anchor_levels), to_device(rpn.objectness),
          to_device(rpn.deltas)};
}

inline RpnOutput<Host> to_host(const RpnOutput<Device>& rpn) {
  return {to_host(rpn.anchors), to_host(rpn.anchor_levels), to_host(rpn.objectness),
          to_host(rpn.deltas)};
}

inline ProposalsTrace<Host> to_host(const ProposalsTrace<Device>& t) {
  return {to_host(t.candidates),       to_host(t.candidate_anchors), to_host(t.candidate_scores),
          to_host(t.candidate_levels), to_host(t.suppressed_by),     to_host(t.kept)};
}

inline BoxHeadOutput<Device> to_device(const BoxHeadOutput<Host>& head) {
  return {to_device(head.class_logits), to_device(head.box_deltas)};
}

inline BoxHeadOutput<Host> to_host(const BoxHeadOutput<Device>& head) {
  return {to_host(head.class_logits), to_host(head.box_deltas)};
}

inline DetectionsTrace<Host> to_host(const DetectionsTrace<Device>& t) {
  return {to_host(t.class_probabilities), to_host(t.candidates),    to_host(t.candidate_boxes),
          to_host(t.candidate_scores),    to_host(t.suppressed_by), to_host(t.proposals)};
}

inline ModelWeights<Device> to_device(const ModelWeights<Host>& weights) {
  return {to_device(weights.features), to_device(weights.rpn), to_device(weights.box_head),
          to_device(weights.masks)};
}

}  // namespace mrcnn
