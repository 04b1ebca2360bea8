#pragma once
#include <string>

#include <opencv2/core.hpp>

#include "viz/font.hpp"

namespace mrcnn {

/// Draws a line of text into a picture; for the files of viz/.
///
///   at    left end of the baseline
///   size  of the font in pixels
void draw_text(cv::Mat& picture, const std::string& text, cv::Point at, int size,
               const cv::Scalar& color);

}  // namespace mrcnn
