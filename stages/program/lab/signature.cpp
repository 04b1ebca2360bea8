#include "stages/program/lab/signature.hpp"

#include <algorithm>
#include <cmath>

#include "stages/program/lab/closeness.hpp"

namespace mrcnn {

void append_array(Signature& signature, const Array& array) {
  signature.push_back(static_cast<float>(array.shape.size()));
  for (const std::size_t size : array.shape) {
    signature.push_back(static_cast<float>(size));
  }
  with_values(
      [&](const auto& values) {
        for (const auto value : values) {
          signature.push_back(static_cast<float>(value));
        }
      },
      array);
}

bool agree(const Signature& a, const Signature& b, double allowed) {
  std::size_t at = 0;
  while (at < a.size() && at < b.size()) {
    const float axes = b[at];
    if (a[at++] != axes) {
      return false;
    }
    std::size_t count = axes == kNoResult ? 0 : 1;
    for (int axis = 0; axis < static_cast<int>(axes); ++axis, ++at) {
      if (at >= a.size() || a[at] != b[at]) {
        return false;
      }
      count *= static_cast<std::size_t>(b[at]);
    }
    if (at + count > a.size()) {
      return false;
    }
    const std::span<const float> ours(b.data() + at, count);
    const Closeness close(ours, allowed);
    for (std::size_t i = 0; i < count; ++i) {
      if (!close(a[at + i], ours[i])) {
        return false;
      }
    }
    at += count;
  }
  return a.size() == b.size();
}

}  // namespace mrcnn
