#pragma once
#include <string>

#include "common/trace/array.hpp"

#include "stages/program/lab/lab.hpp"

namespace mrcnn {

// The two halves of stub_text().

std::string cpp_stub(const Lab& lab);
std::string python_stub(const Lab& lab);

/// "float32"
std::string numpy_name(DType dtype);

}  // namespace mrcnn
