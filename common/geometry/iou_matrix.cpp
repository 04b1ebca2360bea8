#include "common/geometry/iou_matrix.hpp"

#include "common/geometry/box.hpp"

namespace mrcnn {

HostTensor<float, 2> iou_matrix(const HostTensor<Box, 1>& a, const HostTensor<Box, 1>& b) {
  auto result = make_tensor<float>({a.size(), b.size()});
  // [lab]
  const View<float, 2> overlap = view(result);
  for (Index d = 0; d < overlap.extent(0); ++d) {
    for (Index g = 0; g < overlap.extent(1); ++g) {
      overlap(d, g) = iou(a(d), b(g));
    }
  }
  // [/lab]
  return result;
}

}  // namespace mrcnn
