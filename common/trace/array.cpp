#include "common/trace/array.hpp"

#include <bit>
#include <limits>

#include "common/error.hpp"
#include "common/io/one_line.hpp"
#include "common/tensor/finite.hpp"

namespace mrcnn {

static_assert(std::endian::native == std::endian::little, "arrays are kept as the files hold them");

std::size_t element_count(const std::vector<std::size_t>& shape) {
  const auto count = checked_element_count(shape);
  check_shape(count.has_value(), "shape ", shape_text(shape), " has too many elements");
  return *count;
}

void check_consistent(const Array& array) {
  const std::size_t count = element_count(array.shape);
  check_shape(count <= std::numeric_limits<std::size_t>::max() / size_of(array.dtype) &&
                  array.bytes.size() == count * size_of(array.dtype),
              "array of ", name_of(array.dtype), " ", shape_text(array.shape), " has ",
              array.bytes.size(), " bytes");
}

void check_finite(const Array& array, const std::string& name) {
  if (array.dtype != DType::f32) {
    return;
  }
  check_consistent(array);
  const std::span<const float> values = values_of<float>(array);
  const std::size_t offset = first_non_finite(array.bytes.data(), values.size());
  if (offset < values.size()) {
    throw InputError(concat(one_line(name), ": the value at ", index_text(offset, array.shape),
                            " is not finite, expected a number, got ", values[offset]));
  }
}

}  // namespace mrcnn
