#pragma once
#include <string>
#include <vector>

#include <mrcnn/trace.hpp>
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include "common/trace/array.hpp"

namespace mrcnn {

/// A copy of what NumPy makes of `value`, as an array of the wanted type.
///
///   name  what messages call it
///
/// Raises InputError if that would change a value (mrcnn_steps/_arrays.py).
Array array_from(pybind11::handle value, DType dtype, const std::string& name);

/// A NumPy array that takes over the elements.
pybind11::array to_numpy(Array&& array);

/// A read-only NumPy array on the elements of a trace, which it keeps alive.
pybind11::array to_numpy(const TraceArray& array);

/// (height, width) of bool that takes over the pixels, 0 or 1.
pybind11::array mask_to_numpy(std::vector<std::uint8_t>&& pixels, int height, int width);

}  // namespace mrcnn
