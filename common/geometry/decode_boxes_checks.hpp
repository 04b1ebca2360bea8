#pragma once
#include <array>
#include <cstddef>

#include "common/error.hpp"

namespace mrcnn {

// Argument checks shared by the host and device implementations.

inline void check_decode(std::size_t references, const std::array<std::size_t, 2>& deltas) {
  check_shape(deltas[0] == references && deltas[1] == 4, "decode: deltas is (", deltas[0], ", ",
              deltas[1], "), expected (", references, ", 4) like boxes");
}

}  // namespace mrcnn
