#pragma once
#include <thrust/scan.h>
#include <thrust/tabulate.h>

#include "common/tensor/device_tensor.hpp"
#include "common/tensor/for_each.cuh"

namespace mrcnn {

/// combine(value(0), value(1), ..., value(count - 1)) as one number in device memory:
/// thrust::reduce would return it, and so make the host wait. `none` is the result for no values.
/// Every part combines some of the values, and a scan combines the parts: no two threads write the
/// same cell.
template <class T, class Value, class Combine>
DeviceTensor<T, 1> reduce_on_device(Index count, T none, const Value& value,
                                    const Combine& combine) {
  constexpr Index kRun = kChannelsPerThread;
  constexpr Index kMostParts = 1 << 14;
  const Index runs = (count + kRun - 1) / kRun;
  const Index part_count = runs < 1 ? 1 : (runs < kMostParts ? runs : kMostParts);
  auto parts = make_device_tensor<T>({part_count});
  // part[p] <- the values of runs p, p + part_count, p + 2 part_count, ...
  thrust::tabulate(on_device(), parts.data(), parts.data() + part_count, [=] MRCNN_HD(Index p) {
    T part = none;
    for (Index run = p; run < runs; run += part_count) {
      const Index last = (run + 1) * kRun < count ? (run + 1) * kRun : count;
      for (Index i = run * kRun; i < last; ++i) {
        part = combine(part, value(i));
      }
    }
    return part;
  });
  // part[p] <- part[0], ..., part[p] combined
  thrust::inclusive_scan(on_device(), parts.data(), parts.data() + part_count, parts.data(),
                         combine);
  DeviceTensor<T, 1> all({1});
  copy_on_device(all.data(), parts.data() + part_count - 1, sizeof(T));
  return all;
}

}  // namespace mrcnn
