#include "stages/4_box_head/box_head.hpp"
#include "stages/4_box_head/box_head_checks.hpp"

namespace mrcnn {

// [box_head]
BoxHeadOutput<Device> box_head(const Regions<Device>& regions,
                               const BoxHeadWeights<Device>& weights, Math math) {
  const auto shape = regions.features.shape();
  check_regions(shape, weights.fc6.matrix.shape(0));
  // every region is one row of numbers (y, x, c) as it lies
  const DeviceTensor<float, 2> rows6 = linear(regions.features, weights.fc6, true, {.math = math});
  const DeviceTensor<float, 2> hidden = linear(rows6, weights.fc7, true, {.math = math});
  return {linear(hidden, weights.classes, false, {.math = math}),
          linear(hidden, weights.deltas, false, {.math = math})};
}

// [/box_head]

}  // namespace mrcnn
