#include "common/nn/max_pool.hpp"

#include "common/error.hpp"
#include "common/tensor/place_tensor.hpp"

namespace mrcnn {
namespace {

void check_windows(const char* function, Index size, Index stride) {
  check_shape(size > 0 && stride > 0, function, ": size is ", size, " and stride ", stride,
              ", expected both at least 1");
}

template <class Place>
Tensor<Place, float, 3> pooled(const Tensor<Place, float, 3>& features,
                               const PoolWindows& windows) {
  auto out = make_tensor_at<Place, float>(
      {windows.rows.windows, windows.columns.windows, features.shape()[2]});
  max_of_windows(view(features), windows, view(out), Place{});
  return out;
}

template <class Place>
Tensor<Place, float, 3> pooled_symmetric(const Tensor<Place, float, 3>& features, Index size,
                                         Index stride, Index padding) {
  check_windows("max_pool", size, stride);
  check_shape(padding >= 0 && padding <= size / 2, "max_pool: padding is ", padding,
              ", expected 0 to ", size / 2, ", half of size");
  const auto map = view(features);
  const Index inside = size - 2 * padding;  // cells of a window that the padding cannot fill
  check_shape(inside <= map.extent(0) && inside <= map.extent(1), "max_pool: features has ",
              map.extent(0), " x ", map.extent(1), " cells, expected at least ", inside, " x ",
              inside, " for windows of ", size, " with padding ", padding);
  return pooled<Place>(features,
                       {size, stride, symmetric_axis(map.extent(0), size, stride, padding),
                        symmetric_axis(map.extent(1), size, stride, padding)});
}

template <class Place>
Tensor<Place, float, 3> pooled_same(const Tensor<Place, float, 3>& features, Index size,
                                    Index stride) {
  check_windows("max_pool_same", size, stride);
  const auto map = view(features);
  check_shape(map.size() > 0, "max_pool_same: features has ", map.extent(0), " x ", map.extent(1),
              " x ", map.extent(2), " elements, expected at least one");
  return pooled<Place>(features, {size, stride, same_axis(map.extent(0), size, stride),
                                  same_axis(map.extent(1), size, stride)});
}

}  // namespace

void max_of_windows(View<const float, 3> features, const PoolWindows& windows, View<float, 3> out,
                    Host /*place*/) {
#pragma omp parallel for
  for (Index y = 0; y < out.extent(0); ++y) {
    for (Index x = 0; x < out.extent(1); ++x) {
      max_of_cells(features, cells_of_window(windows, windows.rows, y, features.extent(0)),
                   cells_of_window(windows, windows.columns, x, features.extent(1)), 0,
                   features.extent(2), &out(y, x, 0));
    }
  }
}

HostTensor<float, 3> max_pool(const HostTensor<float, 3>& features, int size, int stride,
                              int padding) {
  return pooled_symmetric<Host>(features, size, stride, padding);
}

DeviceTensor<float, 3> max_pool(const DeviceTensor<float, 3>& features, int size, int stride,
                                int padding) {
  return pooled_symmetric<Device>(features, size, stride, padding);
}

HostTensor<float, 3> max_pool_same(const HostTensor<float, 3>& features, int size, int stride) {
  return pooled_same<Host>(features, size, stride);
}

DeviceTensor<float, 3> max_pool_same(const DeviceTensor<float, 3>& features, int size, int stride) {
  return pooled_same<Device>(features, size, stride);
}

}  // namespace mrcnn
