#pragma once
#include <pybind11/pybind11.h>

namespace mrcnn {

/// Adds Network and TraceArrays, what mrcnn_steps.Detector and Trace are made of.
void add_network(pybind11::module_& module);

}  // namespace mrcnn
