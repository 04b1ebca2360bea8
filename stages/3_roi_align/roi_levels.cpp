#include <bit>
#include <cmath>
#include <cstring>

#include "common/error.hpp"
#include "common/geometry/box.hpp"

#include "stages/3_roi_align/roi_align.hpp"

namespace mrcnn {
namespace {

// [level]
/// FPN eq. 1 as each program evaluates it, every step rounded to float32.
float level_of_side(float side, const RoiAlignParams& params) {
  const auto canonical_level = static_cast<float>(params.canonical_level);
  const float ratio = side / params.canonical_size;
  switch (params.level_rule) {
    case LevelRule::floor_inside:
      return std::floor(canonical_level + std::log2(ratio + 1e-8F));
    case LevelRule::nearest:
      return canonical_level + std::nearbyint(std::log2(ratio));
    case LevelRule::floor:
      break;
  }
  return std::floor(canonical_level + std::log2(ratio) + 1e-6F);
}

// [/level]

}  // namespace

std::vector<float> roi_level_thresholds(const RoiAlignParams& params, int lowest, int highest) {
  check_shape(params.canonical_size > 0.0F && lowest <= highest, "roi_levels: canonical size ",
              params.canonical_size, ", levels ", lowest, " to ", highest);
  std::vector<float> thresholds;
  for (int level = lowest + 1; level <= highest; ++level) {
    // positive floats are ordered like their bit patterns
    std::uint32_t below = 0;
    auto reached = std::bit_cast<std::uint32_t>(INFINITY);
    while (reached - below > 1) {
      const std::uint32_t middle = below + (reached - below) / 2;
      if (level_of_side(std::bit_cast<float>(middle), params) >= static_cast<float>(level)) {
        reached = middle;
      } else {
        below = middle;
      }
    }
    thresholds.push_back(std::bit_cast<float>(reached));
  }
  return thresholds;
}

HostTensor<std::int32_t, 1> roi_levels(const HostTensor<Box, 1>& boxes,
                                       const RoiAlignParams& params, int lowest, int highest) {
  const std::vector<float> thresholds = roi_level_thresholds(params, lowest, highest);
  auto levels = make_tensor<std::int32_t>({boxes.size()});
  for (std::size_t r = 0; r < boxes.size(); ++r) {
    const Box& b = boxes(r);
    levels(r) = lowest;
    if (is_finite(b)) {
      levels(r) = roi_level(std::sqrt(area(b)), thresholds.data(),
                            static_cast<int>(thresholds.size()), lowest);
    }
  }
  return levels;
}

}  // namespace mrcnn
