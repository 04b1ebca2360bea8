#include "viz/6_masks.hpp"

#include <algorithm>
#include <cmath>

#include <opencv2/core.hpp>
#include <xtensor/xview.hpp>

#include "common/error.hpp"
#include "common/geometry/box.hpp"
#include "common/io/number_text.hpp"

#include "viz/drawn_objects.hpp"
#include "viz/enlarge.hpp"
#include "viz/heat_map.hpp"
#include "viz/picture.hpp"
#include "viz/sheet.hpp"

namespace mrcnn {

namespace {

constexpr std::size_t kObjectsDrawn = 8;
constexpr int kPanelSide = 196;  // seven pixels for each of 28 cells
constexpr float kMarginShare = 0.15F;

/// The part of the image around a box, enlarged, with the outline of the mask.
HostTensor<std::uint8_t, 3> cut_out(const InputImage<Host>& image,
                                    const InstanceMasks<Host>& instances, std::size_t d,
                                    Color color) {
  const Box& box = instances.boxes(d);
  if (!is_finite(box)) {
    return filled_tensor<std::uint8_t>({kPanelSide, kPanelSide, 3}, 255);
  }
  const float margin = kMarginShare * std::max(box.x2 - box.x1, box.y2 - box.y1) + 2.0F;
  const auto height = static_cast<int>(image.pixels.shape(0));
  const auto width = static_cast<int>(image.pixels.shape(1));
  const auto inside = [](float coordinate, int extent) {
    return static_cast<int>(std::clamp(coordinate, 0.0F, static_cast<float>(extent)));
  };
  const int top = inside(box.y1 - margin, height);
  const int left = inside(box.x1 - margin, width);
  const int bottom = inside(box.y2 + margin + 1.0F, height);
  const int right = inside(box.x2 + margin + 1.0F, width);
  if (top >= bottom || left >= right) {
    return filled_tensor<std::uint8_t>({kPanelSide, kPanelSide, 3}, 255);
  }
  const InputImage<Host> part{
      xt::view(image.pixels, xt::range(top, bottom), xt::range(left, right), xt::all())};
  HostTensor<std::uint8_t, 2> mask =
      xt::view(instances.masks, d, xt::range(top, bottom), xt::range(left, right));
  Picture picture(part, scale_to_fit({bottom - top, right - left}, kPanelSide));
  picture.draw_outline(cv::Mat(bottom - top, right - left, CV_8UC1, mask.data()), color);
  return picture.take_pixels();
}

HostTensor<float, 2> probabilities(const InstanceMasks<Host>& instances, std::size_t d) {
  auto mask =
      make_tensor<float>({instances.probabilities.shape(1), instances.probabilities.shape(2)});
  std::copy_n(instances.probabilities.data() + d * mask.size(), mask.size(), mask.data());
  return mask;
}

}  // namespace

HostTensor<std::uint8_t, 3> draw_masks(const InputImage<Host>& image,
                                       const InstanceMasks<Host>& instances,
                                       const std::vector<std::string>& classes,
                                       const std::vector<std::size_t>& numbers) {
  const std::size_t count = std::min(kObjectsDrawn, objects_drawn(instances.scores));
  std::vector<Panel> panels;
  for (std::size_t d = 0; d < count; ++d) {
    const HostTensor<float, 2> mask = probabilities(instances, d);
    const Box& box = instances.boxes(d);
    const auto cell = std::max(1, kPanelSide / static_cast<int>(mask.shape(1)));
    const ValueRange range = range_of(mask);
    panels.push_back({name_of_class(classes, instances.labels(d)) + " " +
                          probability_text(instances.scores(d), 2),
                      fixed_decimals(range.low, 2) + " .. " + fixed_decimals(range.high, 2),
                      heat_map(mask, {0.0F, 1.0F}, cell)});
    panels.push_back(
        {"pasted",
         concat(std::lround(box.x2 - box.x1), " x ", std::lround(box.y2 - box.y1), " pixels"),
         cut_out(image, instances, d, color_of(number_of(numbers, d)))});
  }
  return draw_sheet(
      {.title = "Stage 6: masks",
       .subtitle = concat("probabilities on ", instances.probabilities.shape(1), " x ",
                          instances.probabilities.shape(2),
                          " cells of the box, 0 dark .. 1 yellow; beside them, resized bilinearly "
                          "to the box and thresholded"),
       .legend = {},
       .panels = panels,
       .columns = static_cast<int>(2 * std::clamp<std::size_t>((count + 1) / 2, 1, 4))});
}

}  // namespace mrcnn
