#include "viz/caption.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include <opencv2/imgproc.hpp>

#include "viz/font.hpp"

namespace mrcnn {

namespace {

constexpr int kText = 16;    // size of the letters for unit 1, pixels
constexpr int kPadding = 4;  // pixels around the letters for unit 1

/// As much of the text as fits into a label of `width` pixels, with the label's margin; empty if
/// nothing does.
cv::Mat label_of(const std::string& text, int unit, int width) {
  const int margin = kPadding * unit;
  const std::string fitting = fitted_text(text, kText * unit, width - 2 * margin);
  cv::Mat label;
  if (fitting.empty()) {
    return label;
  }
  const TextLine line = draw_line(fitting, kText * unit);
  cv::copyMakeBorder(line.coverage, label, 0, 0, margin, margin, cv::BORDER_CONSTANT,
                     cv::Scalar(0));
  return label;
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
  const cv::Mat coverage = label_of(text, unit_, picture_.cols);
  const cv::Size size = coverage.size();
  if (coverage.empty() || size.width > picture_.cols || size.height > picture_.rows) {
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
