#include "viz/report/reduction.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <numeric>
#include <span>

#include "common/error.hpp"
#include "common/trace/array.hpp"

namespace mrcnn {
namespace {

template <class T>
std::span<T> elements_of(Array& array) {
  return {reinterpret_cast<T*>(array.bytes.data()), array.bytes.size() / sizeof(T)};
}

Array empty_array(DType dtype, std::vector<std::size_t> shape) {
  Array array{dtype, std::move(shape), {}};
  array.bytes.resize(element_count(array.shape) * size_of(dtype));
  return array;
}

double variance(std::span<const float> values) {
  double sum = 0.0;
  double squares = 0.0;
  double count = 0.0;
  for (const float v : values) {
    if (std::isfinite(v)) {
      sum += static_cast<double>(v);
      squares += static_cast<double>(v) * static_cast<double>(v);
      count += 1.0;
    }
  }
  return count > 0.0 ? std::max(0.0, squares / count - (sum / count) * (sum / count)) : 0.0;
}

std::vector<double> variances(const Array& map) {
  const std::size_t cells = elements_per_row(map);
  const std::span<const float> values = values_of<float>(map);
  std::vector<double> result;
  for (std::size_t c = 0; c < map.shape[0]; ++c) {
    result.push_back(variance(values.subspan(c * cells, cells)));
  }
  return result;
}

}  // namespace

std::vector<std::size_t> most_varying_channels(const std::vector<Array>& maps, std::size_t count) {
  const std::size_t channels = maps.empty() ? 0 : maps[0].shape.at(0);
  std::vector<double> liveliness(channels, 0.0);
  for (const Array& map : maps) {
    check_shape(map.shape.at(0) == channels, "most_varying_channels: a map of ", map.shape[0],
                " channels, expected ", channels);
    const std::vector<double> own = variances(map);
    const double total = std::accumulate(own.begin(), own.end(), 0.0);
    for (std::size_t c = 0; c < channels && total > 0.0; ++c) {
      liveliness[c] += own[c] / total;
    }
  }
  std::vector<std::size_t> order(channels);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return liveliness[a] > liveliness[b]; });
  order.resize(std::min(count, channels));
  return order;
}

Array rows_of(const Array& array, const std::vector<std::size_t>& rows) {
  const std::size_t row_bytes = elements_per_row(array) * size_of(array.dtype);
  std::vector<std::size_t> shape = array.shape;
  shape.at(0) = rows.size();
  Array chosen = empty_array(array.dtype, shape);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    check_shape(rows[i] < array.shape[0], "rows_of: row ", rows[i], " of ", array.shape[0]);
    if (row_bytes > 0) {
      std::memcpy(chosen.bytes.data() + i * row_bytes, array.bytes.data() + rows[i] * row_bytes,
                  row_bytes);
    }
  }
  return chosen;
}

Array channels_of(const Array& map, const std::vector<std::size_t>& channels) {
  return rows_of(map, channels);
}

Array mean_magnitude(const Array& map) {
  const std::size_t cells = elements_per_row(map);
  const std::span<const float> values = values_of<float>(map);
  Array mean = empty_array(DType::f32, {map.shape.begin() + 1, map.shape.end()});
  const std::span<float> out = elements_of<float>(mean);
  for (std::size_t cell = 0; cell < cells; ++cell) {
    double sum = 0.0;
    for (std::size_t c = 0; c < map.shape[0]; ++c) {
      sum += std::fabs(static_cast<double>(values[c * cells + cell]));
    }
    out[cell] =
        static_cast<float>(sum / static_cast<double>(std::max<std::size_t>(map.shape[0], 1)));
  }
  return mean;
}

Array rounded(const Array& array, unsigned bits) {
  constexpr unsigned kFractionBits = 23;
  check_shape(bits < kFractionBits, "rounded: ", bits, " bits, expected fewer than 23");
  const unsigned dropped = kFractionBits - bits;
  Array result = array;
  for (float& value : elements_of<float>(result)) {
    if (std::isfinite(value)) {
      const std::uint32_t half = 1U << (dropped - 1U);
      const std::uint32_t nearest = std::bit_cast<std::uint32_t>(value) + half;
      const auto shorter = std::bit_cast<float>((nearest >> dropped) << dropped);
      value = std::isfinite(shorter) ? shorter : value;
    }
  }
  return result;
}

Array shrunk_picture(const Array& picture, std::size_t factor) {
  constexpr std::size_t kColors = 3;
  check_shape(picture.dtype == DType::u8 && picture.shape.size() == 3 &&
                  picture.shape[2] == kColors && factor > 0,
              "shrunk_picture: expected u8 (H, W, 3), got ", name_of(picture.dtype), " ",
              shape_text(picture.shape));
  const std::size_t width = picture.shape[1];
  Array small =
      empty_array(DType::u8, {picture.shape[0] / factor, picture.shape[1] / factor, kColors});
  const std::span<const std::uint8_t> in = values_of<std::uint8_t>(picture);
  const std::span<std::uint8_t> out = elements_of<std::uint8_t>(small);
  const std::size_t block = factor * factor;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::size_t color = i % kColors;
    const std::size_t x = i / kColors % small.shape[1] * factor;
    const std::size_t y = i / kColors / small.shape[1] * factor;
    std::size_t sum = 0;
    for (std::size_t dy = 0; dy < factor; ++dy) {
      for (std::size_t dx = 0; dx < factor; ++dx) {
        sum += in[((y + dy) * width + x + dx) * kColors + color];
      }
    }
    out[i] = static_cast<std::uint8_t>((sum + block / 2) / block);
  }
  return small;
}

}  // namespace mrcnn
