#pragma once
#include <string>

#include <opencv2/core.hpp>

namespace mrcnn {

/// Plain text on a picture, smooth strokes. ASCII only; for the files of viz/.
///
///   at     left end of the baseline
///   scale  of OpenCV's plain font; 0.5 is 11 pixels high
void write_words(cv::Mat& picture, const std::string& words, cv::Point at, double scale,
                 const cv::Scalar& color);

/// Pixels that the words take.
int width_of_words(const std::string& words, double scale);

/// A number with so many digits behind the point, whatever the locale.
std::string digits(double value, int decimals);

}  // namespace mrcnn
