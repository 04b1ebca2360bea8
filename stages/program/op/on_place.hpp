#pragma once
#include <type_traits>
#include <utility>

#include "common/tensor/transfer.hpp"
#include "common/trace/array_tensor.hpp"
#include "common/trace/channel_order.hpp"

namespace mrcnn {

// An operation is written once for both places: on<Place>() takes its inputs to where it computes,
// and to_array() takes its results from there.

/// The values in memory of Place: a copy on the device, the value itself on the host.
template <class Place, class Value>
decltype(auto) on(Value&& value) {
  if constexpr (std::is_same_v<Place, Device>) {
    return to_device(value);
  } else {
    return Value(std::forward<Value>(value));
  }
}

template <class T, std::size_t Rank>
Array to_array(const DeviceTensor<T, Rank>& tensor) {
  return to_array(to_host(tensor));
}

template <std::size_t Rank>
Array to_chw_array(const DeviceTensor<float, Rank>& tensor) {
  return to_chw_array(to_host(tensor));
}

}  // namespace mrcnn
