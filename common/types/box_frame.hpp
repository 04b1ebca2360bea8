#pragma once
#include <array>

#include "common/types/box.hpp"
#include "common/types/image.hpp"

namespace mrcnn {

/// What the corners of a box mean on an image of W columns.
enum class CornerRule {
  exclusive,  // x1 and x2 are edges of pixels: the whole image is [0, W], pixel i is [i, i + 1]
  inclusive,  // x2 is the last pixel inside, and coordinates are stretched: pixel i is at
              // i W / (W - 1)
};

constexpr auto names_of(CornerRule) {
  return std::array{"exclusive", "inclusive"};
}

/// The frame of all boxes from the anchors to the masks: the network's input, in pixels or, with
/// inclusive corners, in pixels stretched by W / (W - 1) and H / (H - 1).
struct BoxFrame {
  Box image = {};  // the resized image without its padding
  CornerRule corners = CornerRule::exclusive;

  BoxFrame() = default;

  /// An image at the origin, padded at the bottom and right.
  explicit BoxFrame(ImageSize resized)
      : image{0.0F, 0.0F, static_cast<float>(resized.width), static_cast<float>(resized.height)} {}

  BoxFrame(const Box& image_place, CornerRule rule) : image(image_place), corners(rule) {}
};

}  // namespace mrcnn
