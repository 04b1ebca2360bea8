#include "common/geometry/iou_matrix.hpp"

#include "common/geometry/box.hpp"

namespace mrcnn {

HostTensor<float, 2> iou_matrix(const HostTensor<Box, 1>& a, const HostTensor<Box, 1>& b) {
  auto result = make_tensor<float>({a.size(), b.size()});
  for (std::size_t d = 0; d < a.size(); ++d) {
    for (std::size_t g = 0; g < b.size(); ++g) {
      result(d, g) = iou(a(d), b(g));
    }
  }
  return result;
}

BestTruth<Host> best_truth(const HostTensor<float, 2>& iou) {
  const std::size_t rows = iou.shape(0);
  BestTruth<Host> best{filled_tensor<std::int32_t>({rows}, kNoTruth),
                       filled_tensor<float>({rows}, 0.0F)};
  for (std::size_t d = 0; d < rows; ++d) {
    for (std::size_t g = 0; g < iou.shape(1); ++g) {
      if (iou(d, g) > best.iou(d)) {
        best.iou(d) = iou(d, g);
        best.index(d) = static_cast<std::int32_t>(g);
      }
    }
  }
  return best;
}

}  // namespace mrcnn
