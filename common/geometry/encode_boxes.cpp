#include "common/geometry/encode_boxes.hpp"

#include "common/geometry/geometry_checks.hpp"

namespace mrcnn {

HostTensor<float, 2> encode_boxes(const HostTensor<Box, 1>& references,
                                  const HostTensor<Box, 1>& targets, const CoderWeights& weights) {
  check_encode(references.size(), targets.size());
  auto deltas = make_tensor<float>({references.size(), 4});
  // [lab]
  for (std::size_t i = 0; i < references.size(); ++i) {
    const BoxDelta delta = encode(references(i), targets(i), weights);
    deltas(i, 0) = delta.dx;
    deltas(i, 1) = delta.dy;
    deltas(i, 2) = delta.dw;
    deltas(i, 3) = delta.dh;
  }
  // [/lab]
  return deltas;
}

}  // namespace mrcnn
