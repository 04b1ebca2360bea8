#include "common/trace/array_tensor.hpp"

namespace mrcnn {

static_assert(sizeof(Box) == 4 * sizeof(float), "a list of boxes is a matrix of four columns");

void check_kind(const Array& array, DType dtype, std::size_t rank, const std::string& name) {
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

Array to_array(const HostTensor<Box, 1>& boxes) {
  Array array{DType::f32, {boxes.size(), 4}, {}};
  array.bytes.resize(boxes.size() * sizeof(Box));
  if (boxes.size() > 0) {
    std::memcpy(array.bytes.data(), boxes.data(), array.bytes.size());
  }
  return array;
}

}  // namespace mrcnn
