#pragma once
#include "common/nn/transfer.hpp"

#include "stages/2_proposals/proposals.hpp"

namespace mrcnn {

inline RpnWeights<Device> to_device(const RpnWeights<Host>& weights) {
  return {to_device(weights.conv), to_device(weights.objectness), to_device(weights.deltas)};
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

}  // namespace mrcnn
