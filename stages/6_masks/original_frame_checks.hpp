#pragma once
#include "common/error.hpp"
#include "common/types/box_frame.hpp"

namespace mrcnn {

inline void check_frame(const BoxFrame& frame) {
  const Box& image = frame.image;
  check_shape(image.x2 > image.x1 && image.y2 > image.y1, "to_original_frame: frame.image is ",
              image.y2 - image.y1, " x ", image.x2 - image.x1, " pixels, expected more than 0");
}

}  // namespace mrcnn
