#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/trace/array.hpp"

namespace mrcnn {

/// What the header of a .npy file says about the data that follow.
struct NpyHeader {
  DType dtype = DType::f32;
  std::vector<std::size_t> shape;
};

/// Reads the header's text with a fixed grammar: a dictionary of exactly descr, fortran_order and
/// shape in any order, then spaces and a newline. Any other Python expression is rejected. Throws
/// InputError "NAME: reason".
NpyHeader parse_npy_header(std::string_view header, const std::string& name);

/// How a .npy header names a dtype: "<f4", "<i4", "|u1".
std::string_view npy_descr(DType dtype);

}  // namespace mrcnn
