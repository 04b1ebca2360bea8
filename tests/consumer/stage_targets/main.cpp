#include <cstdint>
#include <cstdio>

#include "common/geometry/box.hpp"
#include "common/geometry/nms.hpp"
#include "common/nn/gemm.hpp"

int main() {
  const mrcnn::HostTensor<mrcnn::Box, 1> boxes = {{0, 0, 4, 4}, {0, 2, 4, 6}, {20, 20, 24, 24}};
  const mrcnn::HostTensor<float, 1> scores = {0.8F, 0.7F, 0.9F};
  const mrcnn::HostTensor<std::int32_t, 1> groups = {1, 1, 1};
  mrcnn::HostTensor<std::int32_t, 1> suppressed_by = {mrcnn::kKept, mrcnn::kKept, mrcnn::kKept};
  const auto kept =
      mrcnn::non_maximum_suppression(boxes, scores, groups, {.max_iou = 0.3}, suppressed_by);
  std::printf("iou %f\n", static_cast<double>(mrcnn::iou(boxes(0), boxes(1))));
  std::printf("kept %d %d of %zu\n", kept.at(0), kept.at(1), boxes.size());

  const float row[] = {1, 2};
  const float column[] = {3, 4};
  float product = 0;  // proves that the package brings OpenBLAS along
  mrcnn::gemm(mrcnn::View<const float, 2>(row, 1, 2), mrcnn::View<const float, 2>(column, 2, 1),
              mrcnn::View<float, 2>(&product, 1, 1));
  std::printf("gemm %f\n", static_cast<double>(product));
}
