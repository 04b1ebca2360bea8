#include "stages/3_roi_align/roi_levels.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "common/error.hpp"
#include "common/geometry/box.hpp"

namespace mrcnn {
namespace {

// [level]
/// FPN eq. 1 before the level is limited, every step rounded to float32. The 1e-6 is torchvision's:
/// a side of 224 pixels that rounding made a little smaller still belongs to level 4.
float level_of_side(float side, const RoiAlignParams& params) {
  const float ratio = side / params.canonical_size;
  const auto k0 = static_cast<float>(params.canonical_level);
  if (params.level_rule != LevelRule::floor) {
    return level_by_rule(params.level_rule, ratio, k0);
  }
  return std::floor(k0 + std::log2(ratio) + 1e-6F);
}

// [/level]

}  // namespace

std::vector<float> roi_level_thresholds(const RoiAlignParams& params, int lowest, int highest) {
  check_shape(params.canonical_size > 0.0F, "roi_levels: canonical_size is ", params.canonical_size,
              ", expected above 0");
  check_shape(lowest <= highest, "roi_levels: the highest level is ", highest,
              ", expected at least ", lowest, " like the lowest");
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
  std::transform(boxes.begin(), boxes.end(), levels.begin(), [&](const Box& box) {
    return is_finite(box)
               ? roi_level(std::sqrt(area(box)), thresholds.data(), highest - lowest, lowest)
               : lowest;
  });
  return levels;
}

}  // namespace mrcnn
