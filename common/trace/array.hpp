#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "common/enum_names.hpp"
#include "common/error.hpp"
#include "common/tensor/shape.hpp"

namespace mrcnn {

/// Element types of a trace.
enum class DType { f32, i32, u8 };

constexpr auto names_of(DType /*dtype*/) {
  return std::array{"f32", "i32", "u8"};
}

/// Bytes per element.
constexpr std::size_t size_of(DType dtype) {
  return dtype == DType::u8 ? 1 : 4;
}

/// The dtype that holds elements of a C++ type: kDTypeOf<float> is f32.
template <class T>
inline constexpr DType kDTypeOf = [] {
  static_assert(std::is_same_v<T, float> || std::is_same_v<T, std::int32_t> ||
                std::is_same_v<T, std::uint8_t>);
  return std::is_same_v<T, float> ? DType::f32
                                  : (std::is_same_v<T, std::int32_t> ? DType::i32 : DType::u8);
}();

/// A dense row-major array whose type and rank are known at run time only: what a .npy file holds.
struct Array {
  DType dtype = DType::f32;
  std::vector<std::size_t> shape;
  std::vector<std::byte> bytes;  // little-endian, C order

  friend bool operator==(const Array&, const Array&) = default;
};

/// Number of elements. Throws ShapeError if it does not fit into size_t.
std::size_t element_count(const std::vector<std::size_t>& shape);

/// Throws ShapeError unless the array has as many bytes as its shape and dtype say.
void check_consistent(const Array& array);

/// Throws InputError naming the array and the index of its first NaN or infinity, if there is one.
void check_finite(const Array& array, const std::string& name);

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

/// Elements in one row: the product of all axes but the first.
inline std::size_t elements_per_row(const Array& array) {
  return element_count({array.shape.begin() + 1, array.shape.end()});
}

}  // namespace mrcnn
