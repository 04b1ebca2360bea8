#include "common/geometry/box.hpp"
#include "common/geometry/iou_matrix.hpp"
#include "common/tensor/for_each_row.cuh"

namespace mrcnn {

DeviceTensor<float, 2> iou_matrix(const DeviceTensor<Box, 1>& a, const DeviceTensor<Box, 1>& b) {
  auto result = make_device_tensor<float>({a.shape(0), b.shape(0)}, a.valid_count());
  const auto overlap = view(result);
  const auto rows = view(a);
  const auto columns = view(b);
  // overlap[d][g] <- iou(a[d], b[g]): one thread per pair
  for_each_row(result, columns.size(),
               [=] MRCNN_HD(Index d, Index g) { overlap(d, g) = iou(rows(d), columns(g)); });
  return result;
}

}  // namespace mrcnn
