#include "stages/3_roi_align/alternatives/roi_level_rules.hpp"

#include <cmath>

namespace mrcnn {

float level_by_rule(LevelRule rule, float ratio, float k0) {
  return rule == LevelRule::nearest ? k0 + std::nearbyint(std::log2(ratio))
                                    : std::floor(k0 + std::log2(ratio + 1e-8F));
}

}  // namespace mrcnn
