#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/trace/array.hpp"

namespace mrcnn {

/// What a .npy file's header says about the data behind it.
struct NpyHeader {
  DType dtype = DType::f32;
  std::vector<std::size_t> shape;
};

/// Reads the header's text with a fixed grammar: a dictionary of exactly descr, fortran_order and
/// shape in any order, then spaces and a newline. Whatever else Python could express there is
/// refused. Throws InputError "NAME: reason".
NpyHeader parse_npy_header(std::string_view header, const std::string& name);

/// How a .npy header names a dtype: "<f4", "<i4", "|u1".
std::string_view npy_descr(DType dtype);

}  // namespace mrcnn
