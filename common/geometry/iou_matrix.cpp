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
  BestTruth<Host> best{filled_tensor<std::int32_t>({rows}, kBelowLow),
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

namespace {

/// Rows that some truth overlaps most, ties included. A truth that overlaps nothing ties
/// everywhere, as in torchvision's matcher.
std::vector<bool> best_rows_of_truths(const HostTensor<float, 2>& iou) {
  std::vector<bool> is_best(iou.shape(0), false);
  for (std::size_t g = 0; g < iou.shape(1); ++g) {
    float largest = 0.0F;
    for (std::size_t d = 0; d < iou.shape(0); ++d) {
      largest = iou(d, g) > largest ? iou(d, g) : largest;
    }
    for (std::size_t d = 0; d < iou.shape(0); ++d) {
      is_best[d] = is_best[d] || iou(d, g) == largest;
    }
  }
  return is_best;
}

}  // namespace

BestTruth<Host> match(const HostTensor<float, 2>& iou, float low, float high, bool low_quality) {
  BestTruth<Host> result = best_truth(iou);
  const std::vector<bool> rescued =
      low_quality ? best_rows_of_truths(iou) : std::vector<bool>(iou.shape(0), false);
  for (std::size_t d = 0; d < iou.shape(0); ++d) {
    if (rescued[d]) {
      result.index(d) = result.index(d) < 0 ? 0 : result.index(d);
    } else if (!(result.iou(d) >= low)) {
      result.index(d) = kBelowLow;
    } else if (!(result.iou(d) >= high)) {
      result.index(d) = kBetween;
    } else {
      result.index(d) = result.index(d) < 0 && iou.shape(1) > 0 ? 0 : result.index(d);
    }
  }
  return result;
}

}  // namespace mrcnn
