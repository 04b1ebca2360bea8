#include "viz/1_features.hpp"

#include <algorithm>

#include "common/error.hpp"

#include "viz/heat_map.hpp"
#include "viz/sheet.hpp"
#include "viz/words.hpp"

namespace mrcnn {

namespace {

constexpr std::size_t kPanelSide = 300;

Panel map_panel(const std::string& name, const HostTensor<float, 3>& map) {
  const HostTensor<float, 2> activation = mean_activation(map);
  const ValueRange range = range_of(activation);
  const std::size_t longest = std::max<std::size_t>(1, std::max(map.shape(0), map.shape(1)));
  const auto cell = static_cast<int>(std::max<std::size_t>(1, kPanelSide / longest));
  return {name,
          text(map.shape(0), " x ", map.shape(1), " x ", map.shape(2), ",  ", digits(range.low, 2),
               " .. ", digits(range.high, 2)),
          heat_map(activation, range, cell)};
}

}  // namespace

HostTensor<std::uint8_t, 3> draw_features(const FeaturesTrace<Host>& backbone,
                                          const FeaturePyramid<Host>& pyramid) {
  std::vector<Panel> panels;
  for (std::size_t i = 0; i < backbone.c.size(); ++i) {
    panels.push_back(map_panel("C" + std::to_string(i + 2), backbone.c[i]));
  }
  panels.push_back({"", "", filled_tensor<std::uint8_t>({1, 1, 3}, 255)});  // C has no sixth level
  for (std::size_t i = 0; i < pyramid.levels.size(); ++i) {
    panels.push_back(map_panel("P" + std::to_string(i + 2), pyramid.levels[i]));
  }
  return draw_sheet("Stage 1: features",
                    "mean over the channels of |activation|; above the backbone, below the pyramid",
                    panels, 5);
}

}  // namespace mrcnn
