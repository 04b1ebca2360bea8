#pragma once
#include <array>
#include <cstring>
#include <string>
#include <type_traits>

#include "common/error.hpp"
#include "common/io/one_line.hpp"
#include "common/tensor/host_tensor.hpp"
#include "common/trace/array.hpp"
#include "common/trace/channel_order.hpp"
#include "common/types/box.hpp"

namespace mrcnn {

static_assert(sizeof(Box) == 4 * sizeof(float), "a list of boxes is a matrix of four columns");

/// Throws InputError naming expected and got unless the array has this dtype and number of axes.
inline void check_kind(const Array& array, DType dtype, std::size_t rank, const std::string& name) {
  if (array.dtype != dtype) {
    throw InputError(concat(one_line(name), ": wrong dtype, expected ", name_of(dtype), ", got ",
                            name_of(array.dtype)));
  }
  if (array.shape.size() != rank) {
    throw InputError(concat(one_line(name), ": wrong number of axes, expected ", rank, ", got ",
                            array.shape.size(), " in ", shape_text(array.shape)));
  }
  check_consistent(array);
}

/// A tensor as an array of the same shape: f32, i32 or u8. (N) boxes are an array f32 (N, 4): x1,
/// y1, x2, y2.
template <class T, std::size_t Rank>
Array to_array(const PooledTensor<T, Rank>& tensor) {
  constexpr bool kIsBox = std::is_same_v<T, Box>;
  Array array{kDTypeOf<std::conditional_t<kIsBox, float, T>>,
              {tensor.shape().begin(), tensor.shape().end()},
              {}};
  if (kIsBox) {
    array.shape.push_back(4);
  }
  array.bytes.resize(tensor.size() * sizeof(T));
  if (tensor.size() > 0) {
    std::memcpy(array.bytes.data(), tensor.data(), array.bytes.size());
  }
  return array;
}

/// An array as a tensor of the same shape; T is float, std::int32_t or std::uint8_t. With T = Box
/// and rank 1, an array f32 (N, 4).
///
///   name  what the array is called in messages
///
/// Throws InputError "NAME: reason, expected ..., got ..." if dtype, axes or columns differ.
template <class T, std::size_t Rank>
HostTensor<T, Rank> to_tensor(const Array& array, const std::string& name) {
  std::array<std::size_t, Rank> shape{};
  if constexpr (std::is_same_v<T, Box>) {
    static_assert(Rank == 1, "boxes come as a list");
    check_kind(array, DType::f32, 2, name);
    if (array.shape[1] != 4) {
      throw InputError(concat(one_line(name), ": boxes have the wrong shape, expected (N, 4), got ",
                              shape_text(array.shape)));
    }
    shape[0] = array.shape[0];
  } else {
    check_kind(array, kDTypeOf<T>, Rank, name);
    std::copy_n(array.shape.begin(), Rank, shape.begin());
  }
  auto tensor = HostTensor<T, Rank>::from_shape(shape);
  if (!array.bytes.empty()) {
    std::memcpy(tensor.data(), array.bytes.data(), array.bytes.size());
  }
  return tensor;
}

}  // namespace mrcnn
