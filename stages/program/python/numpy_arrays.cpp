#include "stages/program/python/numpy_arrays.hpp"

#include <cstring>
#include <memory>
#include <utility>

namespace mrcnn {
namespace {

namespace py = pybind11;

py::dtype numpy_dtype(DType dtype) {
  return dtype == DType::f32   ? py::dtype::of<float>()
         : dtype == DType::i32 ? py::dtype::of<std::int32_t>()
                               : py::dtype::of<std::uint8_t>();
}

/// A dense array of the type, not of a subclass such as masked arrays.
bool is_ready(py::handle value, DType dtype) {
  if (Py_TYPE(value.ptr()) != py::detail::npy_api::get().PyArray_Type_) {
    return false;
  }
  return dtype == DType::f32   ? py::array_t<float, py::array::c_style>::check_(value)
         : dtype == DType::i32 ? py::array_t<std::int32_t, py::array::c_style>::check_(value)
                               : py::array_t<std::uint8_t, py::array::c_style>::check_(value);
}

/// An object that frees `owned` when it is destroyed.
template <class T>
py::capsule owner_of(T&& owned) {
  auto* const kept = new std::decay_t<T>(std::forward<T>(owned));
  return {kept, [](void* pointer) { delete static_cast<std::decay_t<T>*>(pointer); }};
}

}  // namespace

Array array_from(py::handle value, DType dtype, const std::string& name) {
  py::array ready;
  if (is_ready(value, dtype)) {
    ready = py::reinterpret_borrow<py::array>(value);
  } else {
    ready = py::module_::import("mrcnn_steps._arrays")
                .attr("converted")(value, numpy_dtype(dtype), name);
  }
  Array array{dtype, {ready.shape(), ready.shape() + ready.ndim()}, {}};
  array.bytes.resize(static_cast<std::size_t>(ready.nbytes()));
  if (!array.bytes.empty()) {
    std::memcpy(array.bytes.data(), ready.data(), array.bytes.size());
  }
  return array;
}

py::array to_numpy(Array&& array) {
  const auto owned = std::make_shared<Array>(std::move(array));
  return {numpy_dtype(owned->dtype), owned->shape, owned->bytes.data(), owner_of(owned)};
}

py::array to_numpy(const TraceArray& array) {
  py::array view(numpy_dtype(static_cast<DType>(array.type)), array.shape, array.strides,
                 array.data, owner_of(array.owner));
  py::detail::array_proxy(view.ptr())->flags &= ~py::detail::npy_api::NPY_ARRAY_WRITEABLE_;
  return view;
}

py::array mask_to_numpy(std::vector<std::uint8_t>&& pixels, int height, int width) {
  const auto owned = std::make_shared<std::vector<std::uint8_t>>(std::move(pixels));
  return {py::dtype::of<bool>(), std::vector<py::ssize_t>{height, width}, owned->data(),
          owner_of(owned)};
}

}  // namespace mrcnn
