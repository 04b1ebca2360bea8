#pragma once
#include <algorithm>

#include "common/tensor/device_tensor.hpp"
#include "common/tensor/host_tensor.hpp"

namespace mrcnn {

// For code that is written once for host and device tensors.

/// Copies all elements of `source` to those of `target` from the one at `offset` on.
template <class T, std::size_t Rank, std::size_t TargetRank>
void copy_elements(const DeviceTensor<T, Rank>& source, DeviceTensor<T, TargetRank>& target,
                   Index offset) {
  copy_on_device(target.data() + offset, source.data(), source.size() * sizeof(T));
}

template <class T, std::size_t Rank, std::size_t TargetRank>
void copy_elements(const PooledTensor<T, Rank>& source, PooledTensor<T, TargetRank>& target,
                   Index offset) {
  std::copy(source.begin(), source.end(), target.data() + offset);
}

}  // namespace mrcnn
