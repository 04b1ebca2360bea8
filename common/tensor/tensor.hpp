#pragma once
#include <array>
#include <concepts>
#include <cstddef>

#include "common/tensor/view.hpp"

namespace mrcnn {

/// Where data live. Overloads are chosen by it: f(const X<Host>&) and f(const X<Device>&).
struct Host {};

struct Device {};

template <class Place, class T, std::size_t Rank>
struct TensorOf;  // completed by host_tensor.hpp and device_tensor.hpp

/// A dense row-major array of `Rank` axes at `Place`.
template <class Place, class T, std::size_t Rank>
using Tensor = typename TensorOf<Place, T, Rank>::type;

/// X<Views> has a view of each tensor of an X<Place>, X<ConstViews> one that cannot write. Small
/// enough to be captured by a device lambda: `t.candidates(i) = ...` on both sides.
struct Views {};

struct ConstViews {};

template <class T, std::size_t Rank>
struct TensorOf<Views, T, Rank> {
  using type = View<T, Rank>;
};

template <class T, std::size_t Rank>
struct TensorOf<ConstViews, T, Rank> {
  using type = View<const T, Rank>;
};

/// One extent of a shape, from any integer.
struct Extent {
  template <std::integral Integer>
  Extent(Integer extent) : value(static_cast<std::size_t>(extent)) {}

  std::size_t value;
};

template <std::size_t Rank>
std::array<std::size_t, Rank> shape_of(const Extent (&extents)[Rank]) {
  std::array<std::size_t, Rank> shape{};
  for (std::size_t axis = 0; axis < Rank; ++axis) {
    shape[axis] = extents[axis].value;
  }
  return shape;
}

/// A tensor at Place whose elements are not set: make_tensor_at<Place, float>({height, width}).
template <class Place, class T, std::size_t Rank>
Tensor<Place, T, Rank> make_tensor_at(const Extent (&shape)[Rank]) {
  return Tensor<Place, T, Rank>(shape_of(shape));
}

}  // namespace mrcnn
