#include "viz/overlay.hpp"

#include <algorithm>
#include <numeric>

#include "common/error.hpp"
#include "common/io/number_text.hpp"

#include "viz/caption.hpp"
#include "viz/colors.hpp"
#include "viz/drawn_objects.hpp"
#include "viz/enlarge.hpp"
#include "viz/picture.hpp"

namespace mrcnn {

namespace {

std::string caption(const InstanceMasks<Host>& instances, std::size_t d,
                    const std::vector<std::string>& classes) {
  return name_of_class(classes, instances.labels(d)) + ' ' +
         probability_text(instances.scores(d), 2);
}

void check_instances(const InputImage<Host>& image, const InstanceMasks<Host>& instances) {
  const std::size_t count = instances.boxes.size();
  check_shape(instances.scores.size() == count && instances.labels.size() == count &&
                  instances.masks.shape(0) == count,
              "overlay: ", count, " boxes, ", instances.scores.size(), " scores, ",
              instances.labels.size(), " labels, ", instances.masks.shape(0),
              " masks, expected equal counts");
  check_shape(count == 0 || (instances.masks.shape(1) == image.pixels.shape(0) &&
                             instances.masks.shape(2) == image.pixels.shape(1)),
              "overlay: masks of ", instances.masks.shape(1), "x", instances.masks.shape(2),
              ", expected ", image.pixels.shape(0), "x", image.pixels.shape(1), " like the image");
}

cv::Mat mask_view(const InstanceMasks<Host>& instances, std::size_t d) {
  const std::size_t height = instances.masks.shape(1);
  const std::size_t width = instances.masks.shape(2);
  const std::uint8_t* pixels = instances.masks.data() + d * height * width;
  // Only read, but cv::Mat has no const data.
  return {static_cast<int>(height), static_cast<int>(width), CV_8UC1,
          const_cast<std::uint8_t*>(pixels)};
}

/// The objects, those with the largest masks first.
std::vector<std::size_t> back_to_front(const InstanceMasks<Host>& instances) {
  std::vector<std::size_t> order(instances.boxes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::vector<int> areas(order.size());
  std::transform(order.begin(), order.end(), areas.begin(),
                 [&](std::size_t d) { return cv::countNonZero(mask_view(instances, d)); });
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return areas[a] > areas[b]; });
  return order;
}

}  // namespace

HostTensor<std::uint8_t, 3> draw_overlay(const InputImage<Host>& image,
                                         const InstanceMasks<Host>& instances,
                                         const std::vector<std::string>& classes,
                                         const RejectedBoxes& rejected,
                                         const std::vector<std::size_t>& numbers,
                                         const std::string& note, int side) {
  check_instances(image, instances);
  const auto color = [&numbers](std::size_t d) { return color_of(number_of(numbers, d)); };
  const ImageSize size{static_cast<int>(image.pixels.shape(0)),
                       static_cast<int>(image.pixels.shape(1))};
  Picture picture(image, side == 0 ? picture_scale(size) : scale_to_fit(size, side));
  const std::vector<std::size_t> order = back_to_front(instances);
  for (const std::size_t d : order) {
    picture.draw_mask(mask_view(instances, d), color(d));
  }
  for (const RejectedBox& box : rejected.boxes) {
    picture.draw_dashed_box(box.box, kRejectedColor);
  }
  for (const std::size_t d : order) {
    picture.draw_box(instances.boxes(d), color(d));
  }

  // Captions last, over everything; those of the small objects first, which have little room.
  CaptionPlacer captions(picture.view(), picture.covered(), picture.unit());
  const auto place_caption = [&](const std::string& text, const Box& box, Color label_color) {
    const std::optional<cv::Rect> place = picture.place_of(box);
    return place && !captions.place(text, *place, label_color).empty();
  };
  for (auto d = order.rbegin(); d != order.rend(); ++d) {
    place_caption(caption(instances, *d, classes), instances.boxes(*d), color(*d));
  }
  bool has_rejected = false;
  for (const RejectedBox& box : rejected.boxes) {
    has_rejected |= place_caption("IoU " + fixed_decimals(box.iou, 2), box.box, kRejectedColor);
  }
  const cv::Rect whole({0, 0}, picture.view().size());
  if (!note.empty()) {
    captions.place(note, whole, kRejectedColor);
  }
  if (has_rejected) {
    captions.place(concat("dashed: rejected, IoU < ", rejected.min_iou, " with the ground truth"),
                   whole, kRejectedColor);
  }
  return picture.take_pixels();
}

}  // namespace mrcnn
