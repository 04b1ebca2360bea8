#include "common/nn/layers.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "common/error.hpp"
#include "common/nn/conv2d_kernels.hpp"
#include "common/nn/gemm.hpp"
#include "common/nn/layers_math.hpp"

namespace mrcnn {

namespace {

/// `count` rows of `inputs` numbers.
HostTensor<float, 2> linear_rows(const float* rows, std::size_t count, std::size_t inputs,
                                 const LinearWeights<Host>& weights, bool relu) {
  check_linear(inputs, weights.matrix.shape(), weights.bias.size());
  const std::size_t outputs = weights.matrix.shape(1);
  auto out = make_tensor<float>({count, outputs});
  gemm(count, outputs, inputs, rows, weights.matrix.data(), out.data());
  add_bias(out.data(), count, outputs, weights.bias.data(), relu);
  return out;
}

}  // namespace

HostTensor<float, 2> linear(const HostTensor<float, 2>& rows, const LinearWeights<Host>& weights,
                            bool relu, const ComputeOptions& /*compute*/) {
  return linear_rows(rows.data(), rows.shape(0), rows.shape(1), weights, relu);
}

HostTensor<float, 2> linear(const HostTensor<float, 4>& maps, const LinearWeights<Host>& weights,
                            bool relu, const ComputeOptions& /*compute*/) {
  return linear_rows(maps.data(), maps.shape(0), maps.shape(1) * maps.shape(2) * maps.shape(3),
                     weights, relu);
}

namespace {

/// best(c) = max(best(c), the largest cell of channel c in the window that begins at (top, left))
void pool_window(const HostTensor<float, 3>& features, int size, int top, int left, float* best) {
  const int bottom = std::min(top + size, static_cast<int>(features.shape(0)));
  const int right = std::min(left + size, static_cast<int>(features.shape(1)));
  for (int y = std::max(top, 0); y < bottom; ++y) {
    for (int x = std::max(left, 0); x < right; ++x) {
      const float* cell = &features(y, x, 0);
      for (std::size_t c = 0; c < features.shape(2); ++c) {
        best[c] = larger_or_nan(best[c], cell[c]);
      }
    }
  }
}

HostTensor<float, 3> pool(const HostTensor<float, 3>& features, int size, int stride, PoolAxis rows,
                          PoolAxis columns) {
  auto out = filled_tensor<float>({static_cast<std::size_t>(rows.windows),
                                   static_cast<std::size_t>(columns.windows), features.shape(2)},
                                  -std::numeric_limits<float>::infinity());
#pragma omp parallel for
  for (int y = 0; y < rows.windows; ++y) {
    for (int x = 0; x < columns.windows; ++x) {
      pool_window(features, size, y * stride - rows.before, x * stride - columns.before,
                  &out(y, x, 0));
    }
  }
  return out;
}

}  // namespace

HostTensor<float, 3> max_pool(const HostTensor<float, 3>& features, int size, int stride,
                              int padding) {
  const auto height = static_cast<int>(features.shape(0));
  const auto width = static_cast<int>(features.shape(1));
  check_max_pool(height, width, size, stride, padding);
  return pool(features, size, stride, symmetric_axis(height, size, stride, padding),
              symmetric_axis(width, size, stride, padding));
}

HostTensor<float, 3> max_pool_same(const HostTensor<float, 3>& features, int size, int stride) {
  check_max_pool_same(features.shape(), size, stride);
  return pool(features, size, stride, same_axis(static_cast<int>(features.shape(0)), size, stride),
              same_axis(static_cast<int>(features.shape(1)), size, stride));
}

HostTensor<float, 3> add_upsampled(const HostTensor<float, 3>& lateral,
                                   const HostTensor<float, 3>& coarse) {
  check_upsampled(lateral.shape(), coarse.shape());
  if (lateral.size() == 0) {
    return lateral;
  }
  const float row_scale = upsampling_scale(coarse.shape(0), lateral.shape(0));
  const float column_scale = upsampling_scale(coarse.shape(1), lateral.shape(1));
  HostTensor<float, 3> sum = lateral;
  for (std::size_t y = 0; y < lateral.shape(0); ++y) {
    const std::size_t coarse_y = upsampling_source(y, row_scale, coarse.shape(0));
    for (std::size_t x = 0; x < lateral.shape(1); ++x) {
      const std::size_t coarse_x = upsampling_source(x, column_scale, coarse.shape(1));
      for (std::size_t c = 0; c < lateral.shape(2); ++c) {
        sum(y, x, c) += coarse(coarse_y, coarse_x, c);
      }
    }
  }
  return sum;
}

}  // namespace mrcnn
