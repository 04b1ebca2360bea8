#pragma once
#include "common/tensor/device_tensor.hpp"
#include "common/tensor/for_each.cuh"

namespace mrcnn {

/// body(row) for every valid row of a list, as for_each_index() does it.
template <class T, std::size_t Rank, class Body>
void for_each_row(const DeviceTensor<T, Rank>& list, const Body& body) {
  const std::int32_t* valid_count = list.device_valid_count();
  for_each_index(list.shape(0), [=] MRCNN_HD(Index row) {
    if (in_use(valid_count, row)) {
      body(row);
    }
  });
}

/// body(row, column) for every valid row of a list and every column < columns.
template <class T, std::size_t Rank, class Body>
void for_each_row(const DeviceTensor<T, Rank>& list, Index columns, const Body& body) {
  const std::int32_t* valid_count = list.device_valid_count();
  for_each_index(list.shape(0) * columns, [=] MRCNN_HD(Index index) {
    if (in_use(valid_count, index / columns)) {
      body(index / columns, index % columns);
    }
  });
}

}  // namespace mrcnn
