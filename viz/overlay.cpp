#include "viz/overlay.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>

#include "common/error.hpp"

#include "viz/caption.hpp"
#include "viz/colors.hpp"
#include "viz/picture.hpp"

namespace mrcnn {

namespace {

/// Two decimals, with a point in every locale.
std::string two_decimals(float value) {
  std::array<char, 64> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                 std::chars_format::fixed, 2)
                       .ptr;
  return {digits.data(), end};
}

std::string caption(const InstanceMasks<Host>& instances, std::size_t d,
                    const std::vector<std::string>& classes) {
  const std::int32_t label = instances.labels(d);
  const bool is_known = label >= 0 && static_cast<std::size_t>(label) < classes.size();
  const std::string name =
      is_known ? classes[static_cast<std::size_t>(label)] : text("class ", label);
  return name + ' ' + two_decimals(instances.scores(d));
}

void check_instances(const Image<Host>& photograph, const InstanceMasks<Host>& instances) {
  const std::size_t count = instances.boxes.size();
  check_shape(instances.scores.size() == count && instances.labels.size() == count &&
                  instances.masks.shape(0) == count,
              "overlay: ", count, " boxes, ", instances.scores.size(), " scores, ",
              instances.labels.size(), " labels, ", instances.masks.shape(0),
              " masks, expected equal counts");
  check_shape(count == 0 || (instances.masks.shape(1) == photograph.pixels.shape(0) &&
                             instances.masks.shape(2) == photograph.pixels.shape(1)),
              "overlay: masks of ", instances.masks.shape(1), "x", instances.masks.shape(2),
              ", expected ", photograph.pixels.shape(0), "x", photograph.pixels.shape(1),
              " like the photograph");
}

cv::Mat mask_view(const InstanceMasks<Host>& instances, std::size_t d) {
  const std::size_t height = instances.masks.shape(1);
  const std::size_t width = instances.masks.shape(2);
  const std::uint8_t* pixels = instances.masks.data() + d * height * width;
  // Only read, but cv::Mat knows no const data.
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

HostTensor<std::uint8_t, 3> draw_overlay(const Image<Host>& photograph,
                                         const InstanceMasks<Host>& instances,
                                         const std::vector<std::string>& classes,
                                         const std::vector<RejectedBox>& rejected) {
  check_instances(photograph, instances);
  Picture picture(photograph);
  const std::vector<std::size_t> order = back_to_front(instances);
  for (const std::size_t d : order) {
    picture.draw_mask(mask_view(instances, d), color_of(d));
  }
  for (const RejectedBox& box : rejected) {
    picture.draw_dashed_box(box.box, kRejectedColor);
  }
  for (const std::size_t d : order) {
    picture.draw_box(instances.boxes(d), color_of(d));
  }

  // Captions last, over everything; those of the small objects first, which have little room.
  CaptionPlacer captions(picture.view(), picture.covered(), picture.unit());
  const auto place_caption = [&](const std::string& words, const Box& box, Color color) {
    if (const std::optional<cv::Rect> place = picture.place_of(box)) {
      captions.place(words, *place, color);
    }
  };
  for (auto d = order.rbegin(); d != order.rend(); ++d) {
    place_caption(caption(instances, *d, classes), instances.boxes(*d), color_of(*d));
  }
  for (const RejectedBox& box : rejected) {
    place_caption("IoU " + two_decimals(box.iou), box.box, kRejectedColor);
  }
  return picture.take_pixels();
}

}  // namespace mrcnn
