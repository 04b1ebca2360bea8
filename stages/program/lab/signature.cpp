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

std::size_t end_of_array(const Signature& signature, std::size_t begin) {
  const float axes = signature[begin];
  std::size_t at = begin + 1;
  std::size_t count = axes == kNoResult ? 0 : 1;
  for (float axis = 0; axis < axes && at < signature.size(); ++axis) {
    count *= static_cast<std::size_t>(signature[at++]);
  }
  return std::min(at + count, signature.size());
}

bool agree(const Signature& a, const Signature& b, double allowed) {
  std::size_t at = 0;
  while (at < b.size() && a.size() == b.size()) {
    const std::size_t end = end_of_array(b, at);
    const std::size_t axes = b[at] == kNoResult ? 0 : static_cast<std::size_t>(b[at]);
    for (const std::size_t first_value = at + 1 + axes; at < first_value; ++at) {
      if (a[at] != b[at]) {
        return false;
      }
    }
    const std::span<const float> ours(b.data() + at, end - at);
    const Closeness close(ours, allowed);
    for (; at < end; ++at) {
      if (!close(a[at], b[at])) {
        return false;
      }
    }
  }
  return a.size() == b.size();
}

}  // namespace mrcnn
