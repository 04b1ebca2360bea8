#pragma once
#include <pybind11/pybind11.h>

namespace mrcnn {

/// Adds every operation as a function, and the named tuples that some of them return.
void add_operations(pybind11::module_& module);

}  // namespace mrcnn
