#include "viz/caption.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include <opencv2/imgproc.hpp>

namespace mrcnn {

namespace {

constexpr int kFont = cv::FONT_HERSHEY_SIMPLEX;
constexpr double kFontScale = 0.55;  // capital letters of 12 pixels for unit 1
constexpr int kOversampling = 4;     // letters are drawn larger and shrunk, for smooth strokes
constexpr int kPadding = 4;          // pixels around the letters for unit 1

struct RenderedText {
  cv::Mat coverage;  // 0 to 255
};

/// The font knows printable ASCII only; a longer UTF-8 character becomes one question mark.
std::string drawable(const std::string& text) {
  std::string ascii;
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if ((code & 0xc0U) != 0x80U) {
      ascii += code >= 0x20 && code < 0x7f ? c : '?';
    }
  }
  return ascii;
}

cv::Mat letters(const std::string& text, int unit) {
  const double font_scale = kFontScale * unit * kOversampling;
  const int stroke = (unit * kOversampling * 5 + 2) / 4;
  int baseline = 0;
  const cv::Size extent = cv::getTextSize(text, kFont, font_scale, stroke, &baseline);
  const int margin = kPadding * unit * kOversampling;
  const cv::Size grid((extent.width + 2 * margin) / kOversampling + 1,
                      (extent.height + baseline / 2 + 2 * margin) / kOversampling + 1);
  cv::Mat large(grid * kOversampling, CV_8UC1, cv::Scalar(0));
  cv::putText(large, text, {margin, margin + extent.height}, kFont, font_scale, cv::Scalar(255),
              stroke, cv::LINE_AA);
  cv::Mat coverage;
  cv::resize(large, coverage, grid, 0, 0, cv::INTER_AREA);
  return coverage;
}

/// The letters of as much of the text as fits into `width` pixels.
cv::Mat fitting_letters(std::string text, int unit, int width) {
  cv::Mat coverage = letters(text, unit);
  while (coverage.cols > width && text.size() > 4) {
    text = text.substr(0, text.size() - 4) + "...";
    coverage = letters(text, unit);
  }
  return coverage;
}

cv::Rect moved_inside(cv::Rect label, cv::Size picture) {
  label.x = std::clamp(label.x, 0, picture.width - label.width);
  label.y = std::clamp(label.y, 0, picture.height - label.height);
  return label;
}

/// Places to try, in order of preference.
std::array<cv::Point, 8> corners_around(const cv::Rect& box, cv::Size label) {
  const int left = box.x;
  const int right = box.x + box.width - label.width;
  const int above = box.y - label.height;
  const int below = box.y + box.height;
  return {{{left, above},
           {left, below},
           {right, above},
           {right, below},
           {box.x + box.width, box.y},
           {box.x - label.width, box.y},
           {left, box.y},
           {left, below - label.height}}};
}

void blend(cv::Mat area, const cv::Mat& coverage, Color background, Color ink) {
  const std::array<int, 3> from = {background.red, background.green, background.blue};
  const std::array<int, 3> to = {ink.red, ink.green, ink.blue};
  for (int y = 0; y < area.rows; ++y) {
    for (int x = 0; x < area.cols; ++x) {
      const int weight = coverage.at<std::uint8_t>(y, x);
      for (int channel = 0; channel < 3; ++channel) {
        const auto c = static_cast<std::size_t>(channel);
        area.at<cv::Vec3b>(y, x)[channel] =
            static_cast<std::uint8_t>((from[c] * (255 - weight) + to[c] * weight + 127) / 255);
      }
    }
  }
}

}  // namespace

CaptionPlacer::CaptionPlacer(cv::Mat picture, const cv::Mat& subject, int unit)
    : picture_(std::move(picture)), unit_(unit) {
  cv::integral(subject != 0, subject_sum_, CV_64F);
}

double CaptionPlacer::hidden(const cv::Rect& label) const {
  constexpr double kFullPixel = 255;
  constexpr double kCaptionWeight = 8;  // an unreadable text is worse than a hidden piece of mask
  const cv::Point end = label.br();
  double cost =
      (subject_sum_.at<double>(end.y, end.x) - subject_sum_.at<double>(label.y, end.x) -
       subject_sum_.at<double>(end.y, label.x) + subject_sum_.at<double>(label.y, label.x)) /
      kFullPixel;
  for (const cv::Rect& other : labels_) {
    cost += kCaptionWeight * (label & other).area();
  }
  return cost;
}

cv::Rect CaptionPlacer::place(const std::string& text, const cv::Rect& box, Color color) {
  const cv::Mat coverage = fitting_letters(drawable(text), unit_, picture_.cols);
  const cv::Size size = coverage.size();
  if (size.width > picture_.cols || size.height > picture_.rows) {
    return {};
  }
  cv::Rect best;
  double least_hidden = std::numeric_limits<double>::infinity();
  for (const cv::Point corner : corners_around(box, size)) {
    const cv::Rect label = moved_inside({corner, size}, picture_.size());
    const double cost = hidden(label);
    if (cost < least_hidden) {
      least_hidden = cost;
      best = label;
    }
  }
  blend(picture_(best), coverage, color, text_color_on(color));
  labels_.push_back(best);
  return best;
}

}  // namespace mrcnn
