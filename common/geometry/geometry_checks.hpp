#pragma once
#include <array>
#include <cstddef>

#include "common/error.hpp"

namespace mrcnn {

// Argument checks shared by the host and device implementations.

inline void check_nms(std::size_t boxes, std::size_t scores, std::size_t groups,
                      std::size_t suppressed_by) {
  const auto check_length = [boxes](const char* name, std::size_t length) {
    check_shape(length == boxes, "non_maximum_suppression: ", name, " has ", length,
                " rows, expected ", boxes, " like boxes");
  };
  check_length("scores", scores);
  check_length("groups", groups);
  check_length("suppressed_by", suppressed_by);
}

inline void check_decode(std::size_t references, const std::array<std::size_t, 2>& deltas) {
  check_shape(deltas[0] == references && deltas[1] == 4, "decode: deltas is (", deltas[0], ", ",
              deltas[1], "), expected (", references, ", 4) like boxes");
}

inline void check_encode(std::size_t references, std::size_t targets) {
  check_shape(targets == references, "encode: targets has ", targets, " rows, expected ",
              references, " like boxes");
}

}  // namespace mrcnn
