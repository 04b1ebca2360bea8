#pragma once
#include "common/tensor/host_tensor.hpp"

namespace mrcnn {

using Map = HostTensor<float, 3>;

/// One channel: value(y, x).
template <class Value>
Map drawn(std::size_t height, std::size_t width, const Value& value) {
  auto map = make_tensor<float>({height, width, 1});
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 0; x < width; ++x) {
      map(y, x, 0) = value(static_cast<float>(y), static_cast<float>(x));
    }
  }
  return map;
}

//   0  1  2  3  4
//   5  6  7  8  9
//  10 11 12 13 14       value(y, x) = 5 y + x
//  15 16 17 18 19
//  20 21 22 23 24
inline Map five_by_five() {
  return drawn(5, 5, [](float y, float x) { return 5.0F * y + x; });
}

}  // namespace mrcnn
