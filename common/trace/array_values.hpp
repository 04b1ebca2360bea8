#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "common/error.hpp"
#include "common/trace/array.hpp"

namespace mrcnn {

/// The elements of an array as they lie in memory; T is float, std::int32_t or std::uint8_t.
/// Throws ShapeError if the array holds another type.
template <class T>
std::span<const T> values_of(const Array& array) {
  check_shape(array.dtype == kDTypeOf<T>, "values_of: the array holds ", name_of(array.dtype),
              ", expected ", name_of(kDTypeOf<T>));
  return {reinterpret_cast<const T*>(array.bytes.data()), array.bytes.size() / sizeof(T)};
}

/// Calls `use` with the elements of every given array; all have the type of the first.
template <class Use, class... Arrays>
auto with_values(const Use& use, const Array& first, const Arrays&... others) {
  switch (first.dtype) {
    case DType::f32:
      return use(values_of<float>(first), values_of<float>(others)...);
    case DType::i32:
      return use(values_of<std::int32_t>(first), values_of<std::int32_t>(others)...);
    case DType::u8:
      break;
  }
  return use(values_of<std::uint8_t>(first), values_of<std::uint8_t>(others)...);
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
