#pragma once
#include <string>
#include <vector>

#include <opencv2/core.hpp>

#include "viz/colors.hpp"

namespace mrcnn {

/// Puts captions into a picture so that they cover neither each other nor, where there is room,
/// what the picture is about.
class CaptionPlacer {
 public:
  /// picture  RGB, 8 bits; drawn into, and must live longer
  /// subject  one byte per pixel, not 0 where a caption would hide something
  /// unit     line width of the picture; captions grow with it
  CaptionPlacer(cv::Mat picture, const cv::Mat& subject, int unit);

  /// Draws `text` on a solid label of one colour beside the box, or else inside it. A text that
  /// is too long for the picture is shortened with "..."; if even that does not fit, nothing is
  /// drawn.
  ///
  /// Returns the label's rectangle, inside the picture; empty if there is none.
  cv::Rect place(const std::string& text, const cv::Rect& box, Color color);

 private:
  [[nodiscard]] double hidden(const cv::Rect& label) const;

  cv::Mat picture_;
  cv::Mat subject_sum_;  // integral image of what should stay visible
  std::vector<cv::Rect> labels_;
  int unit_;
};

}  // namespace mrcnn
