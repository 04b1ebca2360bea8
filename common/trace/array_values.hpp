#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "common/error.hpp"
#include "common/trace/array.hpp"
#include "common/trace/array_tensor.hpp"

namespace mrcnn {

/// The elements of an array as they lie in memory; T is float, std::int32_t or std::uint8_t.
/// Throws ShapeError if the array holds another type.
template <class T>
std::span<const T> values_of(const Array& array) {
  check_shape(array.dtype == kDTypeOf<T>, "values_of: the array holds ", name_of(array.dtype),
              ", expected ", name_of(kDTypeOf<T>));
  return {reinterpret_cast<const T*>(array.bytes.data()), array.bytes.size() / sizeof(T)};
}

/// Calls `use` with the elements of both arrays, which have the same type.
template <class Use>
auto with_values(const Array& a, const Array& b, const Use& use) {
  switch (a.dtype) {
    case DType::f32:
      return use(values_of<float>(a), values_of<float>(b));
    case DType::i32:
      return use(values_of<std::int32_t>(a), values_of<std::int32_t>(b));
    case DType::u8:
      break;
  }
  return use(values_of<std::uint8_t>(a), values_of<std::uint8_t>(b));
}

/// Where element number `element` of an array of this shape lies: (row, column, ...).
inline std::vector<std::size_t> index_of(std::size_t element,
                                         const std::vector<std::size_t>& shape) {
  std::vector<std::size_t> index(shape.size());
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    index[axis] = element % shape[axis];
    element /= shape[axis];
  }
  return index;
}

/// Elements in one row: the product of all axes but the first.
inline std::size_t elements_per_row(const Array& array) {
  return element_count({array.shape.begin() + 1, array.shape.end()});
}

}  // namespace mrcnn
