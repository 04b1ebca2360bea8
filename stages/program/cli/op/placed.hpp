#pragma once
#include <type_traits>
#include <utility>

#include "common/tensor/transfer.hpp"
#include "common/trace/array_tensor.hpp"
#include "common/trace/channel_order.hpp"

namespace mrcnn {

// An operation is written once for both places: its inputs go through on<Place>(), and its results
// become arrays wherever they lie.

/// The same values where Place computes: a copy on the device, themselves on the host.
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
