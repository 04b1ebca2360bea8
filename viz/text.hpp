#pragma once
#include <string>

#include <opencv2/core.hpp>

namespace mrcnn {

/// Draws plain text with smooth strokes. ASCII only; for the files of viz/.
///
///   at     left end of the baseline
///   scale  of OpenCV's plain font; 0.5 is 11 pixels high
void draw_text(cv::Mat& picture, const std::string& text, cv::Point at, double scale,
               const cv::Scalar& color);

/// The width of the text in pixels.
int text_width(const std::string& text, double scale);

}  // namespace mrcnn
