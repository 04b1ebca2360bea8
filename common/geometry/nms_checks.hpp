#pragma once
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

}  // namespace mrcnn
