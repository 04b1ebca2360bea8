#pragma once
#include <cstdint>

#include <thrust/fill.h>
#include <thrust/scan.h>
#include <thrust/scatter.h>

#include "common/tensor/device_tensor.hpp"
#include "common/tensor/for_each.cuh"

namespace mrcnn {

// [compact]
/// Where the marked rows go when the others are left out: row i to slot(i). `count` receives how
/// many there are and stays on the device: an algorithm that returned it would make the host wait.
///
///   marks    (N) 0 or 1
///   returns  (N + 1)
inline DeviceTensor<std::int32_t, 1> slots_of_marked(const DeviceTensor<std::int32_t, 1>& marks,
                                                     std::int32_t* count) {
  const std::size_t rows = marks.shape(0);
  DeviceTensor<std::int32_t, 1> slots({rows + 1});
  // slot[0] <- 0
  thrust::fill_n(on_device(), slots.data(), 1, 0);
  // slot[i + 1] <- mark[0] + ... + mark[i]
  thrust::inclusive_scan(on_device(), marks.data(), marks.data() + rows, slots.data() + 1);
  // count <- slot[rows], all marks
  copy_on_device(count, slots.data() + rows, sizeof(std::int32_t));
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
