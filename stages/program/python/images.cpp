#include <filesystem>

#include <mrcnn/image.hpp>
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl/filesystem.h>

#include "stages/program/python/errors.hpp"

namespace {

namespace py = pybind11;

/// The pixels of a file, (height, width, 3) uint8, and a warning, usually empty.
py::tuple read_image(const std::filesystem::path& file) {
  mrcnn::Image image;
  {
    const py::gil_scoped_release others_may_run;
    image = mrcnn::read_image(file);
  }
  const auto row_bytes = static_cast<py::ssize_t>(image.row_bytes);
  const py::array_t<std::uint8_t> view(
      {py::ssize_t{image.height}, py::ssize_t{image.width}, py::ssize_t{3}},
      {row_bytes, py::ssize_t{3}, py::ssize_t{1}}, image.pixels);
  return py::make_tuple(view, image.warning);
}

}  // namespace

PYBIND11_MODULE(_images, module) {
  mrcnn::translate_errors();
  module.def("read_image", &read_image);
}
