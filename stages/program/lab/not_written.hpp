#pragma once
#include <stdexcept>

namespace mrcnn {

/// What a lab's function throws until the student writes it.
struct NotWritten : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace mrcnn
