#include <pybind11/pybind11.h>

#include "stages/program/python/errors.hpp"
#include "stages/program/python/network.hpp"
#include "stages/program/python/operation_functions.hpp"
#include "stages/program/python/operation_text.hpp"

PYBIND11_MODULE(_native, module) {
  mrcnn::translate_errors();
  mrcnn::add_operations(module);
  mrcnn::add_network(module);
  module.def("stub", &mrcnn::operations_stub);
}
