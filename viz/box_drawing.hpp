#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "common/tensor/host_tensor.hpp"
#include "common/types/box.hpp"
#include "common/types/image.hpp"

#include "viz/colors.hpp"

namespace mrcnn {

/// A box to be drawn, with a caption or none.
struct DrawnBox {
  Box box;
  Color color;
  bool dashed = false;
  std::string caption;
};

/// Boxes over a picture at slide size, captions last so that none is covered.
HostTensor<std::uint8_t, 3> draw_boxes(const Image<Host>& picture,
                                       const std::vector<DrawnBox>& boxes);

}  // namespace mrcnn
