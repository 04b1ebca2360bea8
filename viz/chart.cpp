#include "viz/chart.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <opencv2/imgproc.hpp>

#include "common/error.hpp"

#include "viz/picture.hpp"
#include "viz/text.hpp"

namespace mrcnn {

namespace {

constexpr int kText = 14;
constexpr int kLongestName = 150;  // pixels
const cv::Scalar kInk(40, 40, 40);
const cv::Scalar kGrid(225, 225, 225);

cv::Scalar scalar(Color color) {
  return {static_cast<double>(color.red), static_cast<double>(color.green),
          static_cast<double>(color.blue)};
}

HostTensor<std::uint8_t, 3> white(int height, int width) {
  return filled_tensor<std::uint8_t>(
      {static_cast<std::size_t>(height), static_cast<std::size_t>(width), 3}, 255);
}

std::string shortened(const std::string& name) {
  return fitted_text(name, kText, kLongestName);
}

int widest(const std::vector<std::string>& names) {
  int width = 0;
  for (const std::string& name : names) {
    width = std::max(width, text_width(shortened(name), kText));
  }
  return width;
}

}  // namespace

HostTensor<std::uint8_t, 3> draw_lines(const std::vector<ChartLine>& lines, const std::string& x,
                                       const std::string& y,
                                       const std::vector<std::string>& x_ticks) {
  constexpr int kSide = 360, kLeft = 50, kTop = 30, kBottom = 50, kNames = 200, kLineHeight = 18;
  const int height =
      std::max(kTop + kSide + kBottom, kTop + kLineHeight * static_cast<int>(lines.size()));
  auto rgb = white(height, kLeft + kSide + kNames);
  cv::Mat picture = rgb_view(rgb);
  const std::vector<std::string> fifths = {"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"};
  for (std::size_t i = 0; i < fifths.size(); ++i) {
    const int place = kSide * static_cast<int>(i) / 5;
    cv::line(picture, {kLeft, kTop + place}, {kLeft + kSide, kTop + place}, kGrid);
    draw_text(picture, fifths[i], {kLeft - 32, kTop + kSide - place + 4}, kText, kInk);
  }
  const std::vector<std::string>& ticks = x_ticks.size() > 1 ? x_ticks : fifths;
  for (std::size_t i = 0; i < ticks.size(); ++i) {
    const int place = kLeft + kSide * static_cast<int>(i) / static_cast<int>(ticks.size() - 1);
    cv::line(picture, {place, kTop}, {place, kTop + kSide}, kGrid);
    if (ticks.size() <= fifths.size() || i % 2 == 0) {
      draw_text(picture, ticks[i], {place - text_width(ticks[i], kText) / 2, kTop + kSide + 18},
                kText, kInk);
    }
  }
  draw_text(picture, y, {kLeft, kTop - 10}, kText, kInk);
  draw_text(picture, x, {kLeft + kSide / 2 - 20, kTop + kSide + 38}, kText, kInk);
  int row = kTop + 10;
  for (const ChartLine& line : lines) {
    std::vector<cv::Point> points;
    const auto last = static_cast<double>(std::max<std::size_t>(line.y.size(), 2) - 1);
    for (std::size_t i = 0; i < line.y.size(); ++i) {
      points.emplace_back(
          kLeft + static_cast<int>(std::lround(kSide * static_cast<double>(i) / last)),
          kTop + kSide - static_cast<int>(std::lround(kSide * line.y[i])));
    }
    cv::polylines(picture, points, false, scalar(line.color), 2, cv::LINE_AA);
    cv::line(picture, {kLeft + kSide + 12, row - 4}, {kLeft + kSide + 30, row - 4},
             scalar(line.color), 3);
    draw_text(picture, shortened(line.name), {kLeft + kSide + 36, row}, kText, kInk);
    row += kLineHeight;
  }
  return rgb;
}

HostTensor<std::uint8_t, 3> draw_bars(const std::vector<ChartBar>& bars) {
  constexpr int kRow = 24, kWidth = 240, kNumbers = 90;
  std::vector<std::string> names;
  double most = 0.0;
  for (const ChartBar& bar : bars) {
    names.push_back(bar.name);
    most = std::max(most, bar.value);
  }
  const int left = widest(names) + 12;
  auto rgb = white(std::max(kRow, kRow * static_cast<int>(bars.size())), left + kWidth + kNumbers);
  cv::Mat picture = rgb_view(rgb);
  int top = 0;
  for (const ChartBar& bar : bars) {
    const int length = most > 0 ? static_cast<int>(std::lround(kWidth * bar.value / most)) : 0;
    draw_text(picture, shortened(bar.name), {0, top + 17}, kText, kInk);
    if (bar.value > 0) {
      cv::rectangle(picture, cv::Rect(left, top + 4, std::max(1, length), kRow - 8),
                    scalar(bar.color), cv::FILLED);
    }
    draw_text(picture, bar.text, {left + length + 8, top + 17}, kText, kInk);
    top += kRow;
  }
  return rgb;
}

HostTensor<std::uint8_t, 3> draw_count_matrix(const std::vector<std::vector<std::size_t>>& counts,
                                              const std::vector<std::string>& row_names,
                                              const std::vector<std::string>& column_names) {
  constexpr int kCell = 46, kHead = 20, kGap = 8;
  const int left = widest(row_names) + 12;
  const int width = std::max(kCell, widest(column_names) + kGap);
  const int rows = static_cast<int>(row_names.size());
  const int columns = static_cast<int>(column_names.size());
  auto rgb = white(kHead + kCell * rows, left + width * columns);
  cv::Mat picture = rgb_view(rgb);
  for (int c = 0; c < columns; ++c) {
    draw_text(picture, shortened(column_names[static_cast<std::size_t>(c)]),
              {left + width * c + 3, kHead - 6}, kText, kInk);
  }
  for (int r = 0; r < rows; ++r) {
    const auto& row = counts[static_cast<std::size_t>(r)];
    const auto sum = std::accumulate(row.begin(), row.end(), std::size_t{0});
    draw_text(picture, shortened(row_names[static_cast<std::size_t>(r)]),
              {0, kHead + kCell * r + kCell / 2 + 4}, kText, kInk);
    for (int c = 0; c < columns; ++c) {
      const std::size_t count = row[static_cast<std::size_t>(c)];
      const double part = sum == 0 ? 0.0 : static_cast<double>(count) / static_cast<double>(sum);
      const cv::Rect cell(left + width * c, kHead + kCell * r, width - 2, kCell - 2);
      cv::rectangle(picture, cell, cv::Scalar(255 - 200 * part, 255 - 120 * part, 255 - 40 * part),
                    cv::FILLED);
      if (count > 0) {
        draw_text(picture, concat(count), {cell.x + 4, cell.y + kCell / 2 + 4}, kText, kInk);
      }
    }
  }
  return rgb;
}

}  // namespace mrcnn
