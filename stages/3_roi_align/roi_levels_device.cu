#include <algorithm>
#include <cmath>

#include <thrust/transform.h>

#include "common/error.hpp"
#include "common/geometry/box.hpp"
#include "common/tensor/for_each.cuh"

#include "stages/3_roi_align/roi_levels.hpp"

namespace mrcnn {
namespace {

constexpr int kMostThresholds = 32;

/// Small enough to be an argument of every kernel launch.
struct LevelThresholds {
  float values[kMostThresholds] = {};
};

}  // namespace

DeviceTensor<std::int32_t, 1> roi_levels(const DeviceTensor<Box, 1>& boxes,
                                         const RoiAlignParams& params, int lowest, int highest) {
  const int count = highest - lowest;
  const std::vector<float> found = roi_level_thresholds(params, lowest, highest);
  check_shape(count <= kMostThresholds, "roi_levels: ", count + 1, " levels, expected at most ",
              kMostThresholds + 1);
  LevelThresholds thresholds;
  std::copy(found.begin(), found.end(), thresholds.values);
  DeviceTensor<std::int32_t, 1> levels({boxes.valid_rows()});
  // levels[r] <- number of thresholds that sqrt(area of boxes[r]) reaches
  thrust::transform(on_device(), boxes.data(), boxes.data() + levels.size(), levels.data(),
                    [=] MRCNN_HD(const Box& box) {
                      return is_finite(box)
                                 ? roi_level(std::sqrt(area(box)), thresholds.values, count, lowest)
                                 : lowest;
                    });
  return levels;
}

}  // namespace mrcnn
