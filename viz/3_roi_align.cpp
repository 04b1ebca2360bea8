#include "viz/3_roi_align.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include <opencv2/imgproc.hpp>

#include "common/error.hpp"
#include "common/geometry/box.hpp"
#include "common/io/number_text.hpp"

#include "stages/3_roi_align/roi_align_math.hpp"

#include "viz/2_proposals.hpp"
#include "viz/box_drawing.hpp"
#include "viz/heat_map.hpp"
#include "viz/picture.hpp"
#include "viz/sheet.hpp"
#include "viz/text.hpp"

namespace mrcnn {

namespace {

constexpr int kText = 14;  // sizes of letters, pixels
constexpr int kSmallText = 12;
constexpr std::size_t kBoxesDrawn = 14;
constexpr int kPanelSide = 560;
constexpr int kBinsPerOctave = 4;
constexpr int kOctaves = 7;
constexpr int kBarWidth = 26;
constexpr int kChartHeight = 480;
const cv::Scalar kInk(60, 60, 60);
const cv::Scalar kOutside(222, 222, 222);
const cv::Scalar kBinLine(255, 255, 255);
const cv::Scalar kSampleDot(213, 94, 0);
const cv::Scalar kSampleEdge(255, 255, 255);

/// The cells of a map around a region; some of them may lie outside the map.
struct Window {
  int y, x, rows, columns;
};

/// A cell number, limited to the neighbourhood of the map however far away the box is.
int near_map(float cell, std::size_t extent) {
  constexpr float kMargin = 2.0F;
  return static_cast<int>(std::clamp(cell, -kMargin, static_cast<float>(extent) + kMargin));
}

Window window_around(const RoiGrid& grid, int bins, const HostTensor<float, 3>& map) {
  const auto bin_count = static_cast<float>(bins);
  const float end_y = grid.y1 + bin_count * grid.bin_height;
  const float end_x = grid.x1 + bin_count * grid.bin_width;
  const int top = near_map(std::floor(grid.y1) - 1.0F, map.shape(0));
  const int left = near_map(std::floor(grid.x1) - 1.0F, map.shape(1));
  const int bottom = near_map(std::ceil(end_y) + 2.0F, map.shape(0));
  const int right = near_map(std::ceil(end_x) + 2.0F, map.shape(1));
  return {top, left, std::max(1, bottom - top), std::max(1, right - left)};
}

/// The values inside the window, NaN outside the map.
HostTensor<float, 2> cut(const HostTensor<float, 2>& values, const Window& w) {
  const auto height = static_cast<int>(values.shape(0));
  const auto width = static_cast<int>(values.shape(1));
  auto part =
      make_tensor<float>({static_cast<std::size_t>(w.rows), static_cast<std::size_t>(w.columns)});
  for (int y = 0; y < w.rows; ++y) {
    for (int x = 0; x < w.columns; ++x) {
      const bool inside = w.y + y >= 0 && w.y + y < height && w.x + x >= 0 && w.x + x < width;
      part(y, x) = inside ? values(w.y + y, w.x + x) : std::numeric_limits<float>::quiet_NaN();
    }
  }
  return part;
}

/// Paints the cells that lie outside the map.
void paint_outside(cv::Mat& picture, const HostTensor<float, 2>& values, int cell) {
  for (int y = 0; y < picture.rows; y += cell) {
    for (int x = 0; x < picture.cols; x += cell) {
      if (std::isnan(values(y / cell, x / cell))) {
        cv::rectangle(picture, cv::Rect(x, y, cell, cell), kOutside, cv::FILLED);
      }
    }
  }
}

/// Bins and samples over a window whose cells are `cell` pixels wide; cell centres are whole
/// coordinates.
void draw_grid(cv::Mat& picture, const RoiGrid& grid, int bins, const Window& w, int cell) {
  const auto pixel = [cell](float position, int first) {
    constexpr float kFarAway = 1e5F;  // lines are clipped at the border of the picture
    const float place = (position - static_cast<float>(first) + 0.5F) * static_cast<float>(cell);
    return static_cast<int>(std::lround(std::clamp(place, -kFarAway, kFarAway)));
  };
  const auto pixel_y = [&](float y) { return pixel(y, w.y); };
  const auto pixel_x = [&](float x) { return pixel(x, w.x); };
  for (int b = 0; b <= bins; ++b) {
    const int y = pixel_y(grid.y1 + static_cast<float>(b) * grid.bin_height);
    const int x = pixel_x(grid.x1 + static_cast<float>(b) * grid.bin_width);
    const auto end = static_cast<float>(bins);
    cv::line(picture, {pixel_x(grid.x1), y}, {pixel_x(grid.x1 + end * grid.bin_width), y}, kBinLine,
             2, cv::LINE_AA);
    cv::line(picture, {x, pixel_y(grid.y1)}, {x, pixel_y(grid.y1 + end * grid.bin_height)},
             kBinLine, 2, cv::LINE_AA);
  }
  for (int by = 0; by < bins; ++by) {
    for (int iy = 0; iy < grid.samples_y; ++iy) {
      const int y = pixel_y(sample_position(grid.y1, grid.bin_height, by, iy, grid.samples_y));
      for (int bx = 0; bx < bins; ++bx) {
        for (int ix = 0; ix < grid.samples_x; ++ix) {
          const int x = pixel_x(sample_position(grid.x1, grid.bin_width, bx, ix, grid.samples_x));
          cv::circle(picture, {x, y}, 5, kSampleEdge, cv::FILLED, cv::LINE_AA);
          cv::circle(picture, {x, y}, 4, kSampleDot, cv::FILLED, cv::LINE_AA);
        }
      }
    }
  }
}

HostTensor<float, 3> region_map(const Regions<Host>& regions, std::size_t row) {
  const auto& s = regions.features.shape();
  auto map = make_tensor<float>({s[1], s[2], s[3]});
  std::copy_n(regions.features.data() + row * map.size(), map.size(), map.data());
  return map;
}

/// The number of proposals of each size, by level: bins of a quarter octave, whose edges fall on
/// the thresholds between levels.
using Histogram = std::vector<std::array<int, kHighestRoiLevel + 1>>;

Histogram sizes_by_level(const HostTensor<Box, 1>& boxes, const HostTensor<std::int32_t, 1>& levels,
                         float smallest) {
  Histogram histogram(static_cast<std::size_t>(kBinsPerOctave * kOctaves));
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const float side = std::sqrt(area(boxes(i)));
    const float bin = std::floor(std::log2(side / smallest) * static_cast<float>(kBinsPerOctave));
    if (std::isfinite(bin)) {
      const auto last = static_cast<float>(histogram.size() - 1);
      histogram[static_cast<std::size_t>(std::clamp(bin, 0.0F, last))].at(
          static_cast<std::size_t>(levels(i))) += 1;
    }
  }
  return histogram;
}

HostTensor<std::uint8_t, 3> draw_histogram(const Histogram& histogram, float smallest) {
  constexpr int kAxisHeight = 34;
  auto rgb = filled_tensor<std::uint8_t>(
      {static_cast<std::size_t>(kChartHeight + kAxisHeight),
       static_cast<std::size_t>(kBarWidth * kBinsPerOctave * kOctaves) + 40, 3},
      255);
  cv::Mat picture = rgb_view(rgb);
  int most = 1;
  for (const auto& bin : histogram) {
    most = std::max(most, std::accumulate(bin.begin(), bin.end(), 0));
  }
  constexpr int kRoomForNumbers = 24;
  for (std::size_t i = 0; i < histogram.size(); ++i) {
    const int left = static_cast<int>(i) * kBarWidth;
    int top = kChartHeight;
    int count = 0;
    for (int level = kLowestLevel; level <= kHighestRoiLevel; ++level) {
      const int proposals = histogram[i].at(static_cast<std::size_t>(level));
      count += proposals;
      const int height = proposals * (kChartHeight - kRoomForNumbers) / most;
      top -= height;
      const Color color = color_of_level(level);
      cv::rectangle(picture, cv::Rect(left + 1, top, kBarWidth - 2, height),
                    cv::Scalar(color.red, color.green, color.blue), cv::FILLED);
    }
    if (count > 0) {
      const std::string text = std::to_string(count);
      draw_text(picture, text, {left + (kBarWidth - text_width(text, kSmallText)) / 2, top - 6},
                kSmallText, kInk);
    }
  }
  cv::line(picture, {0, kChartHeight}, {picture.cols - 40, kChartHeight}, kInk, 1);
  for (int octave = 0; octave <= kOctaves; ++octave) {
    const int x = octave * kBarWidth * kBinsPerOctave;
    const std::string text = fixed_decimals(smallest * static_cast<float>(1 << octave), 0);
    cv::line(picture, {x, kChartHeight}, {x, kChartHeight + 6}, kInk, 1);
    draw_text(picture, text, {std::max(0, x - text_width(text, kText) / 2), kChartHeight + 26},
              kText, kInk);
  }
  return rgb;
}

}  // namespace

HostTensor<std::uint8_t, 3> draw_levels(const InputImage<Host>& resized,
                                        const HostTensor<Box, 1>& boxes,
                                        const HostTensor<std::int32_t, 1>& levels,
                                        const RoiAlignParams& params) {
  std::array<int, kHighestRoiLevel + 1> counts{};
  for (const std::int32_t level : levels) {
    counts.at(static_cast<std::size_t>(level)) += 1;
  }
  std::vector<DrawnBox> drawn;
  for (std::size_t i = 0; i < std::min(kBoxesDrawn, boxes.size()); ++i) {
    drawn.push_back({.box = boxes(i), .color = color_of_level(levels(i))});
  }
  std::vector<LegendEntry> legend = legend_of_levels(kLowestLevel, kHighestRoiLevel);
  for (std::size_t i = 0; i < legend.size(); ++i) {
    legend[i].text += ": " + counted(counts.at(i + kLowestLevel), "proposal");
  }
  const float smallest = params.canonical_size / 32.0F;
  return draw_sheet(
      {.title = "Stage 3: which level a proposal is sampled on",
       .subtitle = concat(params.level_rule == LevelRule::nearest ? "round(" : "floor(",
                          params.canonical_level, " + log2(sqrt(width x height) / ",
                          fixed_decimals(params.canonical_size, 0), ")), limited to 2 .. 5"),
       .legend = legend,
       .panels = {{concat("the ", drawn.size(), " best of ", boxes.size(), " proposals"), "",
                   draw_boxes(resized, drawn, kPanelSide)},
                  {"their sizes", "number of proposals by sqrt(width x height) in pixels",
                   draw_histogram(sizes_by_level(boxes, levels, smallest), smallest)}},
       .columns = 2});
}

HostTensor<std::uint8_t, 3> draw_region(const InputImage<Host>& resized,
                                        const FeaturePyramid<Host>& pyramid,
                                        const HostTensor<Box, 1>& boxes,
                                        const HostTensor<std::int32_t, 1>& levels,
                                        const Regions<Host>& regions, std::size_t row,
                                        const RoiAlignParams& params, Color color) {
  const Box& box = boxes(row);
  const std::int32_t level = levels(row);
  const HostTensor<float, 3>& map =
      pyramid.levels.at(static_cast<std::size_t>(level - kLowestLevel));
  const auto bins = static_cast<int>(regions.features.shape(1));
  const RoiGrid grid = roi_grid(box, 1.0F / stride_of_level(level), bins, bins, params);
  check_shape(grid.finite, "draw_region: a box that is not finite");

  const Window window = window_around(grid, bins, map);
  const HostTensor<float, 2> activation = cut(mean_activation(map), window);
  const ValueRange map_range = range_of(activation);
  const int cell = std::max(1, kPanelSide / std::max(window.rows, window.columns));
  HostTensor<std::uint8_t, 3> cells = heat_map(activation, map_range, cell);
  cv::Mat view = rgb_view(cells);
  paint_outside(view, activation, cell);
  draw_grid(view, grid, bins, window, cell);

  const HostTensor<float, 2> result = mean_activation(region_map(regions, row));
  const ValueRange range = range_of(result);
  return draw_sheet(
      {.title = concat("Stage 3: RoIAlign of proposal ", row),
       .subtitle = concat(bins, " x ", bins, " bins, each the mean of ", grid.samples_y, " x ",
                          grid.samples_x,
                          " bilinear samples (orange); shown is the mean over the "
                          "channels of |activation|"),
       .legend = {},
       .panels = {{"on the image",
                   concat(fixed_decimals(box.x2 - box.x1, 1), " x ",
                          fixed_decimals(box.y2 - box.y1, 1), " pixels"),
                   draw_boxes(resized, {{.box = box, .color = color}}, kPanelSide)},
                  {concat("on P", level),
                   concat("a cell is ", 1 << level, " pixels,  ", fixed_decimals(map_range.low, 2),
                          " .. ", fixed_decimals(map_range.high, 2), ",  grey: outside the map"),
                   cells},
                  {"result",
                   concat(bins, " x ", bins, " x ", regions.features.shape(3), ",  ",
                          fixed_decimals(range.low, 2), " .. ", fixed_decimals(range.high, 2)),
                   heat_map(result, range, kPanelSide / bins)}},
       .columns = 3});
}

}  // namespace mrcnn
