#pragma once
#include <array>
#include <cmath>
#include <cstdint>

#include "common/geometry/box_coder.hpp"
#include "common/geometry/suppression.hpp"
#include "common/host_device.hpp"
#include "common/tensor/view.hpp"

namespace mrcnn {

// What programs add to the paper's step detections; each does it differently. The defaults are
// torchvision's.

/// Which (proposal, class) pairs can become detections.
enum class CandidateRule {
  every_class,  // one proposal may be found as several classes
  best_class,   // only the likeliest class, background included
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

struct DetectionsConventions {
  float max_log_scale = kMaxLogScale;  // largest dw and dh; 0: no limit
  CandidateRule candidates = CandidateRule::every_class;
  ScoreRule score_rule = ScoreRule::above;
  float min_size = 1e-2F;  // pixels, both sides
};

/// The score that a candidate must exceed to pass `threshold` under a rule: a score reaches a
/// threshold exactly if it exceeds the next smaller number.
inline float exceeded_score(float threshold, ScoreRule rule) {
  return rule == ScoreRule::above ? threshold : std::nextafter(threshold, -INFINITY);
}

/// The class of the highest probability, the first of equals; 0 if all are NaN.
MRCNN_HD inline Index best_class(const View<const float, 1>& probabilities) {
  Index best = 0;
  for (Index k = 1; k < probabilities.size(); ++k) {
    best = probabilities(k) > probabilities(best) ? k : best;
  }
  return best;
}

/// Marks the candidates of proposal r that a rule excludes.
MRCNN_HD inline void apply_candidate_rule(CandidateRule rule,
                                          const View<const float, 2>& probabilities, Index r,
                                          const View<std::int32_t, 1>& suppressed_by) {
  if (rule == CandidateRule::every_class) {
    return;
  }
  const Index classes = probabilities.extent(1);
  const Index best = best_class(probabilities[r]);
  for (Index k = 1; k < classes; ++k) {
    if (k != best) {
      suppressed_by(r * (classes - 1) + k - 1) = kNotBestClass;
    }
  }
}

}  // namespace mrcnn
