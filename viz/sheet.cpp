#include "viz/sheet.hpp"

#include <algorithm>

#include <opencv2/imgproc.hpp>

#include "viz/picture.hpp"
#include "viz/words.hpp"

namespace mrcnn {

namespace {

constexpr int kMargin = 24;
constexpr int kGap = 20;
constexpr int kTitleHeight = 78;
constexpr int kHeadingHeight = 48;
const cv::Scalar kInk(30, 30, 30);
const cv::Scalar kFaint(110, 110, 110);

/// Extent of every column and of every row of panels, headings included.
struct Layout {
  std::vector<int> widths;
  std::vector<int> heights;
  cv::Size size;
};

Layout lay_out(const std::string& title, const std::string& subtitle,
               const std::vector<Panel>& panels, int columns) {
  Layout layout;
  const auto count = static_cast<int>(panels.size());
  layout.widths.resize(static_cast<std::size_t>(std::min(count, columns)));
  layout.heights.resize(static_cast<std::size_t>((count + columns - 1) / columns));
  for (std::size_t i = 0; i < panels.size(); ++i) {
    const auto wanted =
        std::max({static_cast<int>(panels[i].pixels.shape(1)), width_of_words(panels[i].title, 0.6),
                  width_of_words(panels[i].note, 0.45)});
    int& width = layout.widths[i % static_cast<std::size_t>(columns)];
    int& height = layout.heights[i / static_cast<std::size_t>(columns)];
    width = std::max(width, wanted);
    height = std::max(height, static_cast<int>(panels[i].pixels.shape(0)) + kHeadingHeight);
  }
  int width = 0;
  for (const int w : layout.widths) {
    width += w + kGap;
  }
  int height = kTitleHeight;
  for (const int h : layout.heights) {
    height += h + kGap;
  }
  const int words = std::max(width_of_words(title, 0.9), width_of_words(subtitle, 0.5));
  layout.size = {std::max(width - kGap, words) + 2 * kMargin, height - kGap + 2 * kMargin};
  return layout;
}

}  // namespace

HostTensor<std::uint8_t, 3> draw_sheet(const std::string& title, const std::string& subtitle,
                                       const std::vector<Panel>& panels, int columns) {
  const Layout layout = lay_out(title, subtitle, panels, columns);
  auto rgb = filled_tensor<std::uint8_t>({static_cast<std::size_t>(layout.size.height),
                                          static_cast<std::size_t>(layout.size.width), 3},
                                         255);
  cv::Mat sheet = rgb_view(rgb);
  write_words(sheet, title, {kMargin, kMargin + 26}, 0.9, kInk);
  write_words(sheet, subtitle, {kMargin, kMargin + 54}, 0.5, kFaint);

  int top = kMargin + kTitleHeight;
  for (std::size_t row = 0; row < layout.heights.size(); ++row) {
    int left = kMargin;
    for (std::size_t column = 0; column < layout.widths.size(); ++column) {
      const std::size_t i = row * static_cast<std::size_t>(columns) + column;
      if (i >= panels.size()) {
        break;
      }
      write_words(sheet, panels[i].title, {left, top + 18}, 0.6, kInk);
      write_words(sheet, panels[i].note, {left, top + 37}, 0.45, kFaint);
      HostTensor<std::uint8_t, 3> pixels = panels[i].pixels;
      const cv::Mat panel = rgb_view(pixels);
      panel.copyTo(sheet(cv::Rect({left, top + kHeadingHeight}, panel.size())));
      left += layout.widths[column] + kGap;
    }
    top += layout.heights[row] + kGap;
  }
  return rgb;
}

}  // namespace mrcnn
