#pragma once
#include <array>
#include <cstdint>

#include "common/geometry/box.hpp"
#include "common/geometry/suppression.hpp"
#include "common/host_device.hpp"

namespace mrcnn {

/// Which (proposal, class) pairs can become detections.
enum class CandidateRule {
  every_class,  // one proposal may be found as several classes
  best_class,   // only the class of the highest probability, background included
};

constexpr auto names_of(CandidateRule) {
  return std::array{"every_class", "best_class"};
}

/// How a score is compared with the threshold.
enum class ScoreRule {
  above,    // strictly
  reached,  // equal is enough, so a threshold of 0 lets everything pass
};

constexpr auto names_of(ScoreRule) {
  return std::array{"above", "reached"};
}

// [best]
/// The class of the highest probability, the first of equals; 0 if all are NaN.
MRCNN_HD inline int best_class(const float* probabilities, int count) {
  int best = 0;
  for (int k = 1; k < count; ++k) {
    best = probabilities[k] > probabilities[best] ? k : best;
  }
  return best;
}

// [/best]

// [verdict]
MRCNN_HD inline bool passes(float score, float threshold, ScoreRule rule) {
  return rule == ScoreRule::above ? score > threshold : score >= threshold;
}

/// Why a candidate takes no part in NMS, or kKept.
MRCNN_HD inline std::int32_t detection_verdict(const Box& box, float score, bool is_candidate,
                                               float threshold, ScoreRule rule, float min_size) {
  if (!is_candidate) {
    return kNotBestClass;
  }
  if (!passes(score, threshold, rule)) {
    return kBelowScore;
  }
  return is_large_enough(box, min_size) ? kKept : kTooSmall;
}

// [/verdict]

}  // namespace mrcnn
