#include "common/trace/channel_order.hpp"

#include <algorithm>
#include <array>

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

/// Maps to transpose: one, or as many as there are regions.
template <std::size_t Rank>
std::size_t count_in(const std::array<std::size_t, Rank>& shape) {
  return Rank == 3 ? 1 : shape[0];
}

}  // namespace

template <std::size_t Rank>
Array to_chw_array(const PooledTensor<float, Rank>& map) {
  const std::array<std::size_t, Rank>& from = map.shape();
  std::array<std::size_t, Rank> shape = from;
  std::rotate(shape.end() - 3, shape.end() - 1, shape.end());
  Array array{DType::f32, {shape.begin(), shape.end()}, {}};
  array.bytes.resize(map.size() * sizeof(float));
  transpose(count_in(from), from[Rank - 3] * from[Rank - 2], from[Rank - 1], map.data(),
            reinterpret_cast<float*>(array.bytes.data()));
  return array;
}

template <std::size_t Rank>
HostTensor<float, Rank> from_chw_array(const Array& array, const std::string& name) {
  check_kind(array, DType::f32, Rank, name);
  std::array<std::size_t, Rank> shape{};
  std::copy_n(array.shape.begin(), Rank, shape.begin());
  std::rotate(shape.end() - 3, shape.end() - 2, shape.end());
  auto map = HostTensor<float, Rank>::from_shape(shape);
  transpose(count_in(shape), shape[Rank - 1], shape[Rank - 3] * shape[Rank - 2],
            values_of<float>(array).data(), map.data());
  return map;
}

template Array to_chw_array(const PooledTensor<float, 3>&);
template Array to_chw_array(const PooledTensor<float, 4>&);
template HostTensor<float, 3> from_chw_array<3>(const Array&, const std::string&);
template HostTensor<float, 4> from_chw_array<4>(const Array&, const std::string&);

}  // namespace mrcnn
