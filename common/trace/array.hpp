#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "common/enum_names.hpp"
#include "common/tensor/shape.hpp"

namespace mrcnn {

/// Element types of a trace.
enum class DType { f32, i32, u8 };

constexpr auto names_of(DType /*dtype*/) {
  return std::array{"f32", "i32", "u8"};
}

std::size_t size_of(DType dtype);  // bytes per element

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

}  // namespace mrcnn
