#pragma once
#include <cstddef>

namespace mrcnn {

/// Where data live. Overloads are chosen by it: f(const X<Host>&) and f(const X<Device>&).
struct Host {};

struct Device {};

template <class Place, class T, std::size_t Rank>
struct TensorOf;  // completed by host_tensor.hpp and device_tensor.hpp

/// A dense row-major array of `Rank` axes at `Place`.
template <class Place, class T, std::size_t Rank>
using Tensor = typename TensorOf<Place, T, Rank>::type;

}  // namespace mrcnn
