#include "viz/box_drawing.hpp"

#include "viz/caption.hpp"
#include "viz/enlarge.hpp"
#include "viz/picture.hpp"

namespace mrcnn {

HostTensor<std::uint8_t, 3> draw_boxes(const InputImage<Host>& image,
                                       const std::vector<DrawnBox>& boxes, int side) {
  Picture picture(image, scale_to_fit({static_cast<int>(image.pixels.shape(0)),
                                       static_cast<int>(image.pixels.shape(1))},
                                      side));
  for (const DrawnBox& b : boxes) {
    if (b.dashed) {
      picture.draw_dashed_box(b.box, b.color);
    } else {
      picture.draw_bold_box(b.box, b.color, b.width);
    }
  }
  CaptionPlacer captions(picture.view(), picture.covered(), picture.unit());
  for (const DrawnBox& b : boxes) {
    const std::optional<cv::Rect> place = picture.place_of(b.box);
    if (place && !b.caption.empty()) {
      captions.place(b.caption, *place, b.color);
    }
  }
  return picture.take_pixels();
}

}  // namespace mrcnn
