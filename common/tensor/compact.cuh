#pragma once
#include <cstdint>

#include <thrust/fill.h>
#include <thrust/functional.h>
#include <thrust/scan.h>
#include <thrust/scatter.h>
#include <thrust/transform.h>

#include "common/tensor/device_tensor.hpp"
#include "common/tensor/for_each.cuh"

namespace mrcnn {

// [compact]
/// Where the marked rows go when the others are left out: row i to slot(i). `count` receives how
/// many there are and stays on the device: an algorithm that returned it would make the host wait.
///
///   marks  (N) 0 or 1
inline DeviceTensor<std::int32_t, 1> slots_of_marked(const DeviceTensor<std::int32_t, 1>& marks,
                                                     std::int32_t* count) {
  const std::size_t rows = marks.shape(0);
  DeviceTensor<std::int32_t, 1> slots({rows});
  const std::int32_t* mark = marks.data();
  std::int32_t* slot = slots.data();
  if (rows == 0) {
    thrust::fill_n(on_device(), count, 1, 0);
    return slots;
  }
  // slot[i] <- mark[0] + ... + mark[i - 1]
  thrust::exclusive_scan(on_device(), mark, mark + rows, slot);
  // count <- slot[rows - 1] + mark[rows - 1], all marks
  thrust::transform(on_device(), slot + rows - 1, slot + rows, mark + rows - 1, count,
                    thrust::plus<std::int32_t>());
  return slots;
}

/// kept[slots[i]] <- rows[i], where marked. The slots are those of slots_of_marked().
template <class T>
void scatter_marked(const DeviceTensor<T, 1>& rows, const DeviceTensor<std::int32_t, 1>& marks,
                    const DeviceTensor<std::int32_t, 1>& slots, DeviceTensor<T, 1>& kept) {
  thrust::scatter_if(on_device(), view(rows).begin(), view(rows).end(), view(slots).begin(),
                     view(marks).begin(), view(kept).begin());
}

// [/compact]

}  // namespace mrcnn
