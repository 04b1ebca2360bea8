#include "stages/4_box_head/box_head.hpp"
#include "stages/4_box_head/box_head_checks.hpp"

namespace mrcnn {

// [box_head]
BoxHeadOutput<Host> box_head(const Regions<Host>& regions, const BoxHeadWeights<Host>& weights) {
  const auto& shape = regions.features.shape();
  const std::size_t inputs = shape[1] * shape[2] * shape[3];
  check_regions(shape, weights.fc6.matrix.shape(0));
  // every region becomes one row of numbers (y, x, c)
  auto rows = make_tensor<float>({shape[0], inputs});
  std::copy_n(regions.features.data(), rows.size(), rows.data());

  const HostTensor<float, 2> hidden = linear(linear(rows, weights.fc6, true), weights.fc7, true);
  return {linear(hidden, weights.classes), linear(hidden, weights.deltas)};
}

// [/box_head]

}  // namespace mrcnn
