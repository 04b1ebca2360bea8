#include "viz/text.hpp"

namespace mrcnn {

void draw_text(cv::Mat& picture, const std::string& text, cv::Point at, int size,
               const cv::Scalar& color) {
  const TextLine line = draw_line(text, size);
  const cv::Rect whole({at.x, at.y - line.baseline}, line.coverage.size());
  const cv::Rect inside = whole & cv::Rect({0, 0}, picture.size());
  for (int y = inside.y; y < inside.br().y; ++y) {
    for (int x = inside.x; x < inside.br().x; ++x) {
      const double share = line.coverage.at<std::uint8_t>(y - whole.y, x - whole.x) / 255.0;
      auto& pixel = picture.at<cv::Vec3b>(y, x);
      for (int c = 0; c < 3; ++c) {
        pixel[c] = cv::saturate_cast<std::uint8_t>((1.0 - share) * pixel[c] + share * color[c]);
      }
    }
  }
}

}  // namespace mrcnn
