#pragma once
#include <vector>

#include <gtest/gtest.h>

#include "stages/program/evaluate/missing_object.hpp"

#include "tests/evaluate/two_objects.hpp"

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

/// Why the first of two objects is missing, after a test has changed what the run computed.
class LostObject : public testing::Test {
 protected:
  [[nodiscard]] MissingObject examined() const {
    return explain_missing(objects_.run(), {TwoObjects::kObject, 1});
  }

  TwoObjects objects_;
};

}  // namespace mrcnn
