#include "common/geometry/box.hpp"
#include "common/geometry/iou_matrix.hpp"
#include "common/tensor/for_each.cuh"

namespace mrcnn {

DeviceTensor<float, 2> iou_matrix(const DeviceTensor<Box, 1>& a, const DeviceTensor<Box, 1>& b) {
  const std::size_t columns = b.shape(0);
  auto result = make_device_tensor<float>({a.shape(0), columns}, a.live_rows());
  const Box* rows = a.data();
  const Box* others = b.data();
  float* overlap = result.data();
  const std::int32_t* live = a.live_count();
  // overlap[d][g] <- iou(a[d], b[g])
  for_each_index(a.shape(0) * columns, [=] MRCNN_HD(std::ptrdiff_t index) {
    const auto i = static_cast<std::size_t>(index);
    if (is_live(live, i / columns)) {
      overlap[i] = iou(rows[i / columns], others[i % columns]);
    }
  });
  return result;
}

BestTruth<Device> best_truth(const DeviceTensor<float, 2>& iou) {
  const std::size_t rows = iou.shape(0);
  const std::size_t columns = iou.shape(1);
  BestTruth<Device> best{make_device_tensor<std::int32_t>({rows}, iou.live_rows()),
                         make_device_tensor<float>({rows}, iou.live_rows())};
  const float* overlap = iou.data();
  std::int32_t* best_index = best.index.data();
  float* best_iou = best.iou.data();
  const std::int32_t* live = iou.live_count();
  // best_index[d], best_iou[d] <- the first largest of overlap[d]: rows are short, one thread each
  for_each_index(rows, [=] MRCNN_HD(std::ptrdiff_t d) {
    if (!is_live(live, static_cast<std::size_t>(d))) {
      return;
    }
    best_index[d] = kNoTruth;
    best_iou[d] = 0.0F;
    for (std::size_t g = 0; g < columns; ++g) {
      const float value = overlap[static_cast<std::size_t>(d) * columns + g];
      if (value > best_iou[d]) {
        best_iou[d] = value;
        best_index[d] = static_cast<std::int32_t>(g);
      }
    }
  });
  return best;
}

}  // namespace mrcnn
