#pragma once
#include <vector>

#include "common/tensor/host_tensor.hpp"

namespace mrcnn {

/// A map of one channel: value(y, x).
template <class Value>
HostTensor<float, 3> drawn_map(std::size_t height, std::size_t width, const Value& value) {
  auto map = make_tensor<float>({height, width, 1});
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 0; x < width; ++x) {
      map(y, x, 0) = static_cast<float>(value(y, x));
    }
  }
  return map;
}

/// 0 1 2 ... row by row
inline HostTensor<float, 3> counted_map(std::size_t height, std::size_t width) {
  return drawn_map(height, width, [&](std::size_t y, std::size_t x) { return y * width + x; });
}

inline std::vector<float> flat(const HostTensor<float, 3>& map) {
  return {map.begin(), map.end()};
}

}  // namespace mrcnn
