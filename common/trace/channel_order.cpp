#include "common/trace/channel_order.hpp"

#include <algorithm>

#include "common/trace/array_tensor.hpp"

namespace mrcnn {
namespace {

/// to (count, columns, rows) <- from (count, rows, columns). Small tiles: one of the two sides is
/// walked across its rows, and each visit loads a whole cache line of 16 floats.
void transpose(std::size_t count, std::size_t rows, std::size_t columns, const float* from,
               float* to) {
  constexpr std::size_t kTile = 16;
  for (std::size_t i = 0; i < count; ++i, from += rows * columns, to += rows * columns) {
    for (std::size_t row = 0; row < rows; row += kTile) {
      const std::size_t row_end = std::min(rows, row + kTile);
      for (std::size_t column = 0; column < columns; column += kTile) {
        const std::size_t column_end = std::min(columns, column + kTile);
        for (std::size_t c = column; c < column_end; ++c) {
          for (std::size_t r = row; r < row_end; ++r) {
            to[c * rows + r] = from[r * columns + c];
          }
        }
      }
    }
  }
}

/// An array f32 of the given shape: `count` transposed matrices.
Array transposed(std::vector<std::size_t> shape, std::size_t count, std::size_t cells,
                 std::size_t channels, const float* from) {
  Array array{DType::f32, std::move(shape), {}};
  array.bytes.resize(element_count(array.shape) * sizeof(float));
  transpose(count, cells, channels, from, reinterpret_cast<float*>(array.bytes.data()));
  return array;
}

}  // namespace

Array to_chw_array(const HostTensor<float, 3>& map) {
  const auto& [height, width, channels] = map.shape();
  return transposed({channels, height, width}, 1, height * width, channels, map.data());
}

Array to_chw_array(const HostTensor<float, 4>& regions) {
  const auto& [count, height, width, channels] = regions.shape();
  return transposed({count, channels, height, width}, count, height * width, channels,
                    regions.data());
}

HostTensor<float, 3> from_chw_array(const Array& array, const std::string& name) {
  check_kind(array, DType::f32, 3, name);
  const auto& shape = array.shape;
  auto map = make_tensor<float>({shape[1], shape[2], shape[0]});
  transpose(1, shape[0], shape[1] * shape[2], values_of<float>(array).data(), map.data());
  return map;
}

HostTensor<float, 4> regions_from_chw_array(const Array& array, const std::string& name) {
  check_kind(array, DType::f32, 4, name);
  const auto& shape = array.shape;
  auto regions = make_tensor<float>({shape[0], shape[2], shape[3], shape[1]});
  transpose(shape[0], shape[1], shape[2] * shape[3], values_of<float>(array).data(),
            regions.data());
  return regions;
}

}  // namespace mrcnn
