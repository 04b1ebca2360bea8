#include "viz/1_features.hpp"

#include <algorithm>

#include "common/error.hpp"
#include "common/io/number_text.hpp"

#include "viz/box_drawing.hpp"
#include "viz/heat_map.hpp"
#include "viz/sheet.hpp"

namespace mrcnn {

namespace {

constexpr std::size_t kPanelSide = 300;

/// Every map of one picture gets the same extent: a cell is as many panel pixels large as the image
/// pixels it stands for, times a constant.
Panel map_panel(const std::string& name, const HostTensor<float, 3>& map, int cell_pixels) {
  const HostTensor<float, 2> activation = mean_activation(map);
  const ValueRange range = range_of(activation);
  return {name,
          concat(map.shape(0), " x ", map.shape(1), " x ", map.shape(2), ",  ",
                 fixed_decimals(range.low, 2), " .. ", fixed_decimals(range.high, 2)),
          heat_map(activation, range, cell_pixels)};
}

}  // namespace

HostTensor<std::uint8_t, 3> draw_features(const InputImage<Host>& resized,
                                          const FeaturesTrace<Host>& backbone,
                                          const FeaturePyramid<Host>& pyramid) {
  const HostTensor<float, 3>& finest = pyramid.levels.front();
  const std::size_t longest = std::max(finest.shape(0), finest.shape(1));
  const auto cell = static_cast<int>(std::max<std::size_t>(1, kPanelSide / longest));
  const auto cell_of_level = [cell](std::size_t index) {
    return static_cast<int>(static_cast<unsigned>(cell) << index);
  };
  std::vector<Panel> panels;
  for (std::size_t i = 0; i < backbone.c.size(); ++i) {
    panels.push_back(map_panel(concat("C", i + kLowestLevel), backbone.c[i], cell_of_level(i)));
  }
  const auto side = static_cast<int>(std::max(resized.pixels.shape(0), resized.pixels.shape(1)));
  panels.push_back({"image",
                    concat(resized.pixels.shape(0), " x ", resized.pixels.shape(1), " pixels"),
                    draw_boxes(resized, {}, std::max(1, side * cell / 4))});
  for (std::size_t i = 0; i < pyramid.levels.size(); ++i) {
    panels.push_back(map_panel(concat("P", i + kLowestLevel), pyramid.levels[i], cell_of_level(i)));
  }
  return draw_sheet({.title = "Stage 1: features",
                     .subtitle = "mean over the channels of |activation|, dark low, yellow high; "
                                 "C2 to C5: backbone, P2 to P6: pyramid",
                     .legend = {},
                     .panels = panels,
                     .columns = 5});
}

}  // namespace mrcnn
