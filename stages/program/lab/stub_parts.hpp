#pragma once
#include <string>

#include "stages/program/lab/lab.hpp"

namespace mrcnn {

// The two halves of stub_text().

std::string cpp_stub(const Lab& lab);
std::string python_stub(const Lab& lab);

}  // namespace mrcnn
