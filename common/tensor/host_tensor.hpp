#pragma once
#include "common/tensor/tensor.hpp"

#if defined(MRCNN_DEVICE_SOURCE)

namespace mrcnn {

// A .cu file only declares functions of host tensors: an incomplete type will do, without xtensor.
template <class T, std::size_t Rank>
class NamedHostTensor;

template <class T, std::size_t Rank>
struct TensorOf<Host, T, Rank> {
  using type = NamedHostTensor<T, Rank>;
};

template <class T, std::size_t Rank>
using HostTensor = Tensor<Host, T, Rank>;

}  // namespace mrcnn

#else

#include <xtensor/xtensor.hpp>

#include "common/tensor/buffer_pool.hpp"

namespace mrcnn {

/// HostTensor by a name whose T and Rank a template can deduce.
template <class T, std::size_t Rank>
using PooledTensor = xt::xtensor<T, Rank, xt::layout_type::row_major, PoolAllocator<T>>;

template <class T, std::size_t Rank>
struct TensorOf<Host, T, Rank> {
  using type = PooledTensor<T, Rank>;
};

template <class T, std::size_t Rank>
using HostTensor = Tensor<Host, T, Rank>;

/// A host tensor whose elements are not set: make_tensor<float>({height, width, channels}).
template <class T, std::size_t Rank>
HostTensor<T, Rank> make_tensor(const Extent (&shape)[Rank]) {
  return HostTensor<T, Rank>::from_shape(shape_of(shape));
}

/// A host tensor filled with one value.
template <class T, std::size_t Rank>
HostTensor<T, Rank> filled_tensor(const Extent (&shape)[Rank], T value) {
  auto tensor = make_tensor<T, Rank>(shape);
  tensor.fill(value);
  return tensor;
}

template <class T, std::size_t Rank>
View<T, Rank> view(PooledTensor<T, Rank>& tensor) {
  return view_of_shape(tensor.data(), tensor.shape());
}

template <class T, std::size_t Rank>
View<const T, Rank> view(const PooledTensor<T, Rank>& tensor) {
  return view_of_shape(tensor.data(), tensor.shape());
}

}  // namespace mrcnn

#endif
