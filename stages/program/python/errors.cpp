#include "stages/program/python/errors.hpp"

#include <exception>

#include <pybind11/pybind11.h>

#include "common/error.hpp"

namespace mrcnn {

void translate_errors() {
  pybind11::register_local_exception_translator([](std::exception_ptr thrown) {
    try {
      std::rethrow_exception(thrown);
    } catch (const OutputError& error) {
      PyErr_SetString(PyExc_OSError, error.what());
    } catch (const Error& error) {
      const auto input_error = pybind11::module_::import("mrcnn_steps._arrays").attr("InputError");
      PyErr_SetString(input_error.ptr(), error.what());
    }
  });
}

}  // namespace mrcnn
