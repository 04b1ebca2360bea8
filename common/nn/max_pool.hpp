#pragma once
#include "common/nn/pool_math.hpp"
#include "common/tensor/device_tensor.hpp"
#include "common/tensor/host_tensor.hpp"

namespace mrcnn {

/// Maximum over size x size windows; cells outside the map never win; NaN wins.
///
///   features  (H, W, C)
///   returns   (H', W', C), H' = floor((H + 2 padding - size) / stride) + 1
///
/// Throws ShapeError if padding > size / 2 or the window is larger than the padded map.
HostTensor<float, 3> max_pool(const HostTensor<float, 3>& features, int size, int stride,
                              int padding);
DeviceTensor<float, 3> max_pool(const DeviceTensor<float, 3>& features, int size, int stride,
                                int padding);

/// The same with the padding of TensorFlow's "same": (ceil(H / stride), ceil(W / stride), C).
/// Throws ShapeError for an empty map.
HostTensor<float, 3> max_pool_same(const HostTensor<float, 3>& features, int size, int stride);
DeviceTensor<float, 3> max_pool_same(const DeviceTensor<float, 3>& features, int size, int stride);

/// Square windows that slide over a map with one stride.
struct PoolWindows {
  Index size, stride;
  PoolAxis rows, columns;
};

/// out(y, x, c) = the maximum of channel c over window (y, x).
void max_of_windows(View<const float, 3> features, const PoolWindows& windows, View<float, 3> out,
                    Host place);
void max_of_windows(View<const float, 3> features, const PoolWindows& windows, View<float, 3> out,
                    Device place);

/// The cells of window i along one axis of `extent` cells.
MRCNN_HD inline CellRange cells_of_window(const PoolWindows& windows, const PoolAxis& axis, Index i,
                                          Index extent) {
  const Index first = i * windows.stride - axis.before;
  return clipped_range({first, first + windows.size}, extent);
}

}  // namespace mrcnn
