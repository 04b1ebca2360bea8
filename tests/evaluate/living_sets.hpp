#pragma once
#include <vector>

#include "stages/program/evaluate/missing_object.hpp"

namespace mrcnn {

/// How many were alive after each step: anchors, candidates, proposals_size, proposals_nms,
/// proposals, boxes, scores, detections_size, detections_nms, detections, kept.
using Living = std::vector<std::size_t>;

inline Living living(const MissingObject& missing) {
  Living counts;
  for (const LivingSet& set : missing.sets) {
    counts.push_back(set.count);
  }
  return counts;
}

}  // namespace mrcnn
