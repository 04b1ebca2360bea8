#pragma once
#include <string>

#include "common/io/number_text.hpp"
#include "common/types/box.hpp"

namespace mrcnn {

/// "( 58.5   2.1 173.5 115.6)": x1, y1, x2, y2, the first one `width` characters wide and the
/// others one more.
inline std::string box_text(const Box& box, int decimals = 1, int width = 6) {
  return "(" + right_aligned(box.x1, decimals, width) + right_aligned(box.y1, decimals, width + 1) +
         right_aligned(box.x2, decimals, width + 1) + right_aligned(box.y2, decimals, width + 1) +
         ")";
}

}  // namespace mrcnn
