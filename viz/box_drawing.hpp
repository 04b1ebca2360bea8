#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "common/tensor/host_tensor.hpp"
#include "common/types/box.hpp"
#include "common/types/image.hpp"

#include "viz/colors.hpp"

namespace mrcnn {

/// The longer side of a panel that shows the whole image.
inline constexpr int kImagePanelSide = 720;

/// A box to be drawn, with a caption or none.
struct DrawnBox {
  Box box;
  Color color;
  bool dashed = false;
  std::string caption = {};
  int width = 3;  // of a solid line, pixels
};

/// Boxes over an image scaled to `side` pixels, captions last so that none is covered.
HostTensor<std::uint8_t, 3> draw_boxes(const InputImage<Host>& image,
                                       const std::vector<DrawnBox>& boxes,
                                       int side = kImagePanelSide);

}  // namespace mrcnn
