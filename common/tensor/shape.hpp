#pragma once
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace mrcnn {

/// Number of elements of a dense array, nothing if it does not fit into size_t. An empty shape is a
/// scalar and has one. The non-zero extents count even beside a zero, so that no product of some of
/// the extents can overflow later.
inline std::optional<std::size_t> checked_element_count(const std::vector<std::size_t>& shape) {
  std::size_t product = 1;
  bool is_empty = false;
  for (const std::size_t extent : shape) {
    if (extent == 0) {
      is_empty = true;
    } else if (product > std::numeric_limits<std::size_t>::max() / extent) {
      return std::nullopt;
    } else {
      product *= extent;
    }
  }
  return is_empty ? 0 : product;
}

/// A shape as NumPy prints it: "()", "(3,)", "(3, 800, 1088)".
inline std::string shape_text(const std::vector<std::size_t>& shape) {
  std::string out = "(";
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    out += (axis == 0 ? "" : ", ") + std::to_string(shape[axis]);
  }
  return out + (shape.size() == 1 ? ",)" : ")");
}

/// The index of element `offset` of a row-major array: (row, column, ...).
inline std::vector<std::size_t> index_of(std::size_t offset,
                                         const std::vector<std::size_t>& shape) {
  std::vector<std::size_t> index(shape.size());
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    index[axis] = offset % shape[axis];
    offset /= shape[axis];
  }
  return index;
}

/// The same, printed like a shape: "(2, 17)".
inline std::string index_text(std::size_t offset, const std::vector<std::size_t>& shape) {
  return shape_text(index_of(offset, shape));
}

}  // namespace mrcnn
