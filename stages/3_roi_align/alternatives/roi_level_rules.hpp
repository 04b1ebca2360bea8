#pragma once
#include <array>

namespace mrcnn {

/// How the octaves of FPN eq. 1, log2(side / canonical_size), become a level.
enum class LevelRule {
  floor,         // floor(k0 + octaves + 1e-6), torchvision
  floor_inside,  // floor(k0 + log2(side / canonical_size + 1e-8)), detectron2
  nearest,       // k0 + octaves rounded half to even, matterport
};

constexpr auto names_of(LevelRule) {
  return std::array{"floor", "floor_inside", "nearest"};
}

/// The level of a box before it is limited, as detectron2 or matterport evaluate FPN eq. 1; every
/// step rounded to float32. LevelRule::floor is evaluated in roi_levels.cpp.
///
///   ratio  side / canonical_size
///   k0     the canonical level
float level_by_rule(LevelRule rule, float ratio, float k0);

}  // namespace mrcnn
