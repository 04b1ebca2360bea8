#include "viz/text.hpp"

#include <algorithm>

#include <opencv2/imgproc.hpp>

namespace mrcnn {

namespace {

constexpr int kFont = cv::FONT_HERSHEY_SIMPLEX;
constexpr int kOversampling = 4;  // drawn larger and shrunk: OpenCV's thin letters are ragged

int stroke(double scale) {
  return std::max(2, static_cast<int>(scale * kOversampling * 1.6));
}

}  // namespace

int text_width(const std::string& text, double scale) {
  int baseline = 0;
  const cv::Size size =
      cv::getTextSize(text, kFont, scale * kOversampling, stroke(scale), &baseline);
  return size.width / kOversampling + 2;
}

void draw_text(cv::Mat& picture, const std::string& text, cv::Point at, double scale,
               const cv::Scalar& color) {
  if (text.empty()) {
    return;
  }
  int baseline = 0;
  const cv::Size size =
      cv::getTextSize(text, kFont, scale * kOversampling, stroke(scale), &baseline);
  const int descent = baseline / kOversampling + 2;
  const int ascent = size.height / kOversampling + 2;
  const cv::Size extent(size.width / kOversampling + 3, ascent + descent);
  cv::Mat large(extent * kOversampling, CV_8UC1, cv::Scalar(0));
  cv::putText(large, text, {kOversampling, ascent * kOversampling}, kFont, scale * kOversampling,
              cv::Scalar(255), stroke(scale), cv::LINE_AA);
  cv::Mat coverage;
  cv::resize(large, coverage, extent, 0, 0, cv::INTER_AREA);

  const cv::Rect whole({at.x - 1, at.y - ascent}, extent);
  const cv::Rect inside = whole & cv::Rect({0, 0}, picture.size());
  for (int y = inside.y; y < inside.br().y; ++y) {
    for (int x = inside.x; x < inside.br().x; ++x) {
      const double share = coverage.at<std::uint8_t>(y - whole.y, x - whole.x) / 255.0;
      auto& pixel = picture.at<cv::Vec3b>(y, x);
      for (int c = 0; c < 3; ++c) {
        pixel[c] = cv::saturate_cast<std::uint8_t>((1.0 - share) * pixel[c] + share * color[c]);
      }
    }
  }
}

}  // namespace mrcnn
