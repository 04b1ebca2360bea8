#include "common/trace/channel_order.hpp"

#include <algorithm>
#include <array>

#include "common/trace/array_tensor.hpp"

namespace mrcnn {

namespace {

/// to (columns, rows) <- from (rows, columns). Small tiles, because one of the two sides is walked
/// across its rows and each visit brings a whole cache line of 16 floats.
void transpose(std::size_t rows, std::size_t columns, const float* from, float* to) {
  constexpr std::size_t kTile = 16;
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

const float* floats(const Array& array) {
  return reinterpret_cast<const float*>(array.bytes.data());
}

/// An array whose floats are still to be written.
Array float_array(std::vector<std::size_t> shape) {
  const std::size_t count = element_count(shape);
  return {DType::f32, std::move(shape), std::vector<std::byte>(count * sizeof(float))};
}

float* floats(Array& array) {
  return reinterpret_cast<float*>(array.bytes.data());
}

}  // namespace

Array to_chw_array(const HostTensor<float, 3>& map) {
  const std::size_t height = map.shape(0);
  const std::size_t width = map.shape(1);
  const std::size_t channels = map.shape(2);
  Array array = float_array({channels, height, width});
  transpose(height * width, channels, map.data(), floats(array));
  return array;
}

Array to_chw_array(const HostTensor<float, 4>& regions) {
  const std::size_t count = regions.shape(0);
  const std::size_t cells = regions.shape(1) * regions.shape(2);
  const std::size_t channels = regions.shape(3);
  Array array = float_array({count, channels, regions.shape(1), regions.shape(2)});
  for (std::size_t r = 0; r < count; ++r) {
    const std::size_t begin = r * cells * channels;
    transpose(cells, channels, regions.data() + begin, floats(array) + begin);
  }
  return array;
}

HostTensor<float, 3> from_chw_array(const Array& array, const std::string& name) {
  check_kind(array, DType::f32, 3, name);
  const std::size_t channels = array.shape[0];
  const std::size_t height = array.shape[1];
  const std::size_t width = array.shape[2];
  auto map = make_tensor<float>({height, width, channels});
  transpose(channels, height * width, floats(array), map.data());
  return map;
}

HostTensor<float, 4> regions_from_chw_array(const Array& array, const std::string& name) {
  check_kind(array, DType::f32, 4, name);
  const std::size_t count = array.shape[0];
  const std::size_t channels = array.shape[1];
  const std::size_t cells = array.shape[2] * array.shape[3];
  auto regions = make_tensor<float>({count, array.shape[2], array.shape[3], channels});
  for (std::size_t r = 0; r < count; ++r) {
    const std::size_t begin = r * cells * channels;
    transpose(channels, cells, floats(array) + begin, regions.data() + begin);
  }
  return regions;
}

}  // namespace mrcnn
