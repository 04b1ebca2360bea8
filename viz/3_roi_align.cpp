#include "viz/3_roi_align.hpp"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "common/error.hpp"

#include "stages/3_roi_align/region_grid.hpp"

#include "viz/2_proposals.hpp"
#include "viz/box_drawing.hpp"
#include "viz/heat_map.hpp"
#include "viz/picture.hpp"
#include "viz/sheet.hpp"
#include "viz/words.hpp"

namespace mrcnn {

namespace {

constexpr std::size_t kBoxesDrawn = 40;
constexpr int kPanelSide = 560;
const cv::Scalar kBinLine(255, 255, 255);
const cv::Scalar kSampleDot(213, 94, 0);

/// The cells of a map around a region, as a window that fits a panel.
struct Window {
  int y, x, rows, columns;
};

Window window_around(const RoiGrid& grid, int bins, const HostTensor<float, 3>& map) {
  const auto height = static_cast<int>(map.shape(0));
  const auto width = static_cast<int>(map.shape(1));
  const auto bin_count = static_cast<float>(bins);
  const int top = std::clamp(static_cast<int>(std::floor(grid.y1)) - 1, 0, height - 1);
  const int left = std::clamp(static_cast<int>(std::floor(grid.x1)) - 1, 0, width - 1);
  const int bottom = std::clamp(
      static_cast<int>(std::ceil(grid.y1 + bin_count * grid.bin_height)) + 2, top + 1, height);
  const int right = std::clamp(
      static_cast<int>(std::ceil(grid.x1 + bin_count * grid.bin_width)) + 2, left + 1, width);
  return {top, left, bottom - top, right - left};
}

HostTensor<float, 2> cut(const HostTensor<float, 2>& values, const Window& w) {
  auto part =
      make_tensor<float>({static_cast<std::size_t>(w.rows), static_cast<std::size_t>(w.columns)});
  for (int y = 0; y < w.rows; ++y) {
    for (int x = 0; x < w.columns; ++x) {
      part(y, x) = values(w.y + y, w.x + x);
    }
  }
  return part;
}

/// Bins and samples over a window whose cells are `cell` pixels wide; cell centres are whole
/// coordinates.
void draw_grid(cv::Mat& picture, const RoiGrid& grid, int bins, const Window& w, int cell) {
  const auto pixel_y = [&](float y) {
    return static_cast<int>(
        std::lround((y - static_cast<float>(w.y) + 0.5F) * static_cast<float>(cell)));
  };
  const auto pixel_x = [&](float x) {
    return static_cast<int>(
        std::lround((x - static_cast<float>(w.x) + 0.5F) * static_cast<float>(cell)));
  };
  const int last = grid.first_sample > 0.0F ? bins : bins - 1;  // samples on lines: one step fewer
  for (int b = 0; b <= last; ++b) {
    const int y = pixel_y(grid.y1 + static_cast<float>(b) * grid.bin_height);
    const int x = pixel_x(grid.x1 + static_cast<float>(b) * grid.bin_width);
    const auto end = static_cast<float>(last);
    cv::line(picture, {pixel_x(grid.x1), y}, {pixel_x(grid.x1 + end * grid.bin_width), y}, kBinLine,
             1, cv::LINE_AA);
    cv::line(picture, {x, pixel_y(grid.y1)}, {x, pixel_y(grid.y1 + end * grid.bin_height)},
             kBinLine, 1, cv::LINE_AA);
  }
  for (int by = 0; by < bins; ++by) {
    for (int iy = 0; iy < grid.samples_y; ++iy) {
      const int y = pixel_y(
          sample_position(grid.y1, grid.bin_height, by, iy, grid.samples_y, grid.first_sample));
      for (int bx = 0; bx < bins; ++bx) {
        for (int ix = 0; ix < grid.samples_x; ++ix) {
          const int x = pixel_x(
              sample_position(grid.x1, grid.bin_width, bx, ix, grid.samples_x, grid.first_sample));
          cv::circle(picture, {x, y}, 3, kSampleDot, cv::FILLED, cv::LINE_AA);
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

}  // namespace

HostTensor<std::uint8_t, 3> draw_levels(const Image<Host>& resized, const HostTensor<Box, 1>& boxes,
                                        const HostTensor<std::int32_t, 1>& levels) {
  std::array<int, kHighestRoiLevel - kLowestLevel + 1> counts{};
  for (const std::int32_t level : levels) {
    counts.at(static_cast<std::size_t>(level - kLowestLevel)) += 1;
  }
  std::vector<DrawnBox> drawn;
  for (std::size_t i = 0; i < std::min(kBoxesDrawn, boxes.size()); ++i) {
    drawn.push_back(
        {boxes(i), color_of_level(levels(i)), false, i < 12 ? text("P", levels(i)) : ""});
  }
  std::string note;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    note += text(i == 0 ? "" : ", ", "P", i + 2, ": ", counts.at(i));
  }
  return draw_sheet("Stage 3: which level a proposal reads",
                    "4 + log2(sqrt(w h) / 224) as a whole number, limited to 2 .. 5",
                    {{text("the ", drawn.size(), " best of ", boxes.size(), " proposals"), note,
                      draw_boxes(resized, drawn)}},
                    1);
}

HostTensor<std::uint8_t, 3> draw_region(const Image<Host>& resized,
                                        const FeaturePyramid<Host>& pyramid,
                                        const HostTensor<Box, 1>& boxes,
                                        const HostTensor<std::int32_t, 1>& levels,
                                        const Regions<Host>& regions, std::size_t row,
                                        const RoiAlignParams& params) {
  const Box& box = boxes(row);
  const std::int32_t level = levels(row);
  const HostTensor<float, 3>& map =
      pyramid.levels.at(static_cast<std::size_t>(level - kLowestLevel));
  const auto bins = static_cast<int>(regions.features.shape(1));
  const ImageSize map_cells{static_cast<int>(map.shape(0)), static_cast<int>(map.shape(1))};
  const auto stride = static_cast<float>(1U << static_cast<unsigned>(level));
  const RoiGrid grid = region_grid(box, map_cells, stride, bins, bins, params);
  check_shape(grid.finite, "draw_region: a box that is not finite");

  const Window window = window_around(grid, bins, map);
  const HostTensor<float, 2> activation = cut(mean_activation(map), window);
  const int cell = std::max(1, kPanelSide / std::max(window.rows, window.columns));
  HostTensor<std::uint8_t, 3> cells = heat_map(activation, range_of(activation), cell);
  cv::Mat view = rgb_view(cells);
  draw_grid(view, grid, bins, window, cell);

  const HostTensor<float, 2> result = mean_activation(region_map(regions, row));
  const ValueRange range = range_of(result);
  return draw_sheet(
      text("Stage 3: the region of proposal ", row),
      text("box ", digits(box.x2 - box.x1, 1), " x ", digits(box.y2 - box.y1, 1),
           " pixels, level P", level, ", one cell is ", 1 << level, " pixels"),
      {{"on the image", "",
        draw_boxes(resized, {{box, color_of_level(level), false, text("P", level)}})},
       {text("on P", level),
        text(window.rows, " x ", window.columns, " cells; bins white, samples red"), cells},
       {"what comes out",
        text(bins, " x ", bins, " x ", regions.features.shape(3), ",  ", digits(range.low, 2),
             " .. ", digits(range.high, 2)),
        heat_map(result, range, kPanelSide / bins)}},
      3);
}

}  // namespace mrcnn
