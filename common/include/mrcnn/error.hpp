#pragma once
#include <stdexcept>

namespace mrcnn {

/// The base of every exception that the library throws. what() is one line: what is wrong, what was
/// expected, what came. When memory runs out, the exception is std::bad_alloc.
struct Error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace mrcnn
