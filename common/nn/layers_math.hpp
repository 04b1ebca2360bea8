#pragma once
#include <array>
#include <cstddef>

#include "common/error.hpp"
#include "common/host_device.hpp"

namespace mrcnn {

// What the host's and the device's layers have in common: shapes, checks, formulas.

inline void check_linear(std::size_t row_size, const std::array<std::size_t, 2>& matrix,
                         std::size_t biases) {
  check_shape(row_size == matrix[0], "linear: rows of ", row_size, ", the matrix expects ",
              matrix[0]);
  check_shape(biases == matrix[1], "linear: ", biases, " biases for ", matrix[1], " outputs");
}

inline void check_max_pool(int height, int width, int size, int stride, int padding) {
  check_shape(size > 0 && stride > 0 && padding >= 0 && padding <= size / 2, "max_pool: size ",
              size, ", stride ", stride, ", padding ", padding);
  const int inside = size - 2 * padding;  // cells of a window that the padding cannot fill
  check_shape(inside <= height && inside <= width, "max_pool: a window of ", size, " on ", height,
              " x ", width, " cells with padding ", padding);
}

inline void check_max_pool_same(const std::array<std::size_t, 3>& shape, int size, int stride) {
  check_shape(size > 0 && stride > 0 && shape[0] * shape[1] * shape[2] > 0, "max_pool_same: size ",
              size, ", stride ", stride, " on ", shape[0], " x ", shape[1], " cells");
}

/// The running maximum of a window; NaN wins.
MRCNN_HD inline float larger_or_nan(float best, float value) {
  return value > best || value != value ? value : best;
}

inline void check_upsampled(const std::array<std::size_t, 3>& fine,
                            const std::array<std::size_t, 3>& coarse) {
  check_shape(fine[2] == coarse[2], "add_upsampled: ", fine[2], " and ", coarse[2], " channels");
  check_shape(coarse[0] * coarse[1] * coarse[2] > 0 || fine[0] * fine[1] * fine[2] == 0,
              "add_upsampled: the coarser map is empty");
}

/// Rows (or columns) of the coarse map per row of the fine one, in float32 as torch computes it.
inline float upsampling_scale(std::size_t coarse, std::size_t fine) {
  return static_cast<float>(coarse) / static_cast<float>(fine);
}

/// The coarse row that row `index` of the fine map repeats: floor(index * scale).
MRCNN_HD inline std::size_t upsampling_source(std::size_t index, float scale, std::size_t coarse) {
  const auto source = static_cast<std::size_t>(static_cast<float>(index) * scale);
  return source < coarse - 1 ? source : coarse - 1;
}

}  // namespace mrcnn
