#include "viz/sheet.hpp"

#include <algorithm>

#include <opencv2/imgproc.hpp>

#include "viz/picture.hpp"
#include "viz/text.hpp"

namespace mrcnn {

namespace {

constexpr int kMargin = 28;
constexpr int kGap = 28;
constexpr int kTitleHeight = 86;
constexpr int kLegendHeight = 34;
constexpr int kHeadingHeight = 58;
constexpr int kSwatch = 20;
constexpr int kTitle = 30;  // sizes of letters, pixels
constexpr int kSubtitle = 18;
constexpr int kHeading = 20;
constexpr int kNote = 15;
const cv::Scalar kInk(30, 30, 30);
const cv::Scalar kFaint(90, 90, 90);

/// Extent of every column and of every row of panels, headings included.
struct Layout {
  std::vector<int> widths;
  std::vector<int> heights;
  cv::Size size;
};

int legend_width(const std::vector<LegendEntry>& legend) {
  int width = 0;
  for (const LegendEntry& entry : legend) {
    width += kSwatch + 8 + text_width(entry.text, kSubtitle) + kGap;
  }
  return width;
}

int top_of_panels(const Sheet& sheet) {
  return kMargin + kTitleHeight + (sheet.legend.empty() ? 0 : kLegendHeight);
}

Layout lay_out(const Sheet& sheet) {
  Layout layout;
  const auto count = static_cast<int>(sheet.panels.size());
  layout.widths.resize(static_cast<std::size_t>(std::min(count, sheet.columns)));
  layout.heights.resize(static_cast<std::size_t>((count + sheet.columns - 1) / sheet.columns));
  for (std::size_t i = 0; i < sheet.panels.size(); ++i) {
    const Panel& panel = sheet.panels[i];
    int& width = layout.widths[i % static_cast<std::size_t>(sheet.columns)];
    int& height = layout.heights[i / static_cast<std::size_t>(sheet.columns)];
    width = std::max({width, static_cast<int>(panel.pixels.shape(1)),
                      text_width(panel.title, kHeading), text_width(panel.note, kNote)});
    height = std::max(height, static_cast<int>(panel.pixels.shape(0)) + kHeadingHeight);
  }
  int width = 0;
  for (const int w : layout.widths) {
    width += w + kGap;
  }
  int height = top_of_panels(sheet);
  for (const int h : layout.heights) {
    height += h + kGap;
  }
  const int text = std::max({text_width(sheet.title, kTitle), text_width(sheet.subtitle, kSubtitle),
                             legend_width(sheet.legend)});
  layout.size = {std::max(width - kGap, text) + 2 * kMargin, height - kGap + kMargin};
  return layout;
}

void draw_head(cv::Mat& picture, const Sheet& sheet) {
  draw_text(picture, sheet.title, {kMargin, kMargin + 28}, kTitle, kInk);
  draw_text(picture, sheet.subtitle, {kMargin, kMargin + 62}, kSubtitle, kFaint);
  int left = kMargin;
  const int baseline = kMargin + kTitleHeight + 12;
  for (const LegendEntry& entry : sheet.legend) {
    const cv::Rect swatch(left, baseline - kSwatch + 4, kSwatch, kSwatch);
    cv::rectangle(picture, swatch,
                  {double(entry.color.red), double(entry.color.green), double(entry.color.blue)},
                  cv::FILLED);
    cv::rectangle(picture, swatch, kFaint, 1);
    left += kSwatch + 8;
    draw_text(picture, entry.text, {left, baseline}, kSubtitle, kInk);
    left += text_width(entry.text, kSubtitle) + kGap;
  }
}

void draw_panel(cv::Mat& picture, const Panel& panel, cv::Point corner) {
  draw_text(picture, panel.title, corner + cv::Point(0, 22), kHeading, kInk);
  draw_text(picture, panel.note, corner + cv::Point(0, 46), kNote, kFaint);
  if (panel.pixels.size() > 0) {
    HostTensor<std::uint8_t, 3> pixels = panel.pixels;
    const cv::Mat source = rgb_view(pixels);
    source.copyTo(picture(cv::Rect(corner + cv::Point(0, kHeadingHeight), source.size())));
  }
}

}  // namespace

HostTensor<std::uint8_t, 3> draw_sheet(const Sheet& sheet) {
  const Layout layout = lay_out(sheet);
  auto rgb = filled_tensor<std::uint8_t>({static_cast<std::size_t>(layout.size.height),
                                          static_cast<std::size_t>(layout.size.width), 3},
                                         255);
  cv::Mat picture = rgb_view(rgb);
  draw_head(picture, sheet);
  cv::Point corner(kMargin, top_of_panels(sheet));
  std::size_t i = 0;
  for (const int height : layout.heights) {
    corner.x = kMargin;
    for (const int width : layout.widths) {
      if (i < sheet.panels.size()) {
        draw_panel(picture, sheet.panels[i++], corner);
      }
      corner.x += width + kGap;
    }
    corner.y += height + kGap;
  }
  return rgb;
}

}  // namespace mrcnn
