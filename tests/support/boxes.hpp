#pragma once
#include <cmath>
#include <ostream>
#include <vector>

#include "common/tensor/host_tensor.hpp"
#include "common/types/box.hpp"

#include "tests/support/random.hpp"

namespace mrcnn {

/// How GoogleTest prints a box.
inline void PrintTo(const Box& box, std::ostream* out) {  // NOLINT(readability-identifier-naming)
  *out << "(" << box.x1 << ", " << box.y1 << ", " << box.x2 << ", " << box.y2 << ")";
}

/// list<float>({1, 2, 3}), list<Box>({{0, 0, 1, 1}}), list<Box>({}): a tensor of one axis.
template <class T>
HostTensor<T, 1> list(const std::vector<T>& values) {
  auto tensor = make_tensor<T>({values.size()});
  std::copy(values.begin(), values.end(), tensor.begin());
  return tensor;
}

/// The elements as GoogleTest can compare and print them.
template <class T>
std::vector<T> values(const PooledTensor<T, 1>& tensor) {
  return {tensor.begin(), tensor.end()};
}

/// A box with whole corners inside [0, side], each side at least 1.
inline Box random_box(Random& random, int side) {
  const int x1 = random.integer(0, side - 1);
  const int y1 = random.integer(0, side - 1);
  return {static_cast<float>(x1), static_cast<float>(y1),
          static_cast<float>(random.integer(x1 + 1, side)),
          static_cast<float>(random.integer(y1 + 1, side))};
}

inline HostTensor<Box, 1> random_boxes(std::size_t count, int side, std::uint64_t seed) {
  Random random(seed);
  auto boxes = make_tensor<Box>({count});
  for (Box& box : boxes) {
    box = random_box(random, side);
  }
  return boxes;
}

}  // namespace mrcnn
