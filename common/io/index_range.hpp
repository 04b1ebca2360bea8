#pragma once
#include <cstddef>
#include <string>

namespace mrcnn {

/// The indices of this many elements, for messages: "0 to 4" of 5, "none" of 0.
inline std::string index_range(std::size_t count) {
  return count == 0 ? "none" : "0 to " + std::to_string(count - 1);
}

}  // namespace mrcnn
