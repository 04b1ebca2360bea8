#pragma once
#include "common/nn/transfer.hpp"

#include "stages/4_box_head/box_head.hpp"

namespace mrcnn {

inline BoxHeadWeights<Device> to_device(const BoxHeadWeights<Host>& weights) {
  return {to_device(weights.fc6), to_device(weights.fc7), to_device(weights.classes),
          to_device(weights.deltas)};
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

}  // namespace mrcnn
