#pragma once
#include <string>
#include <string_view>

#include <opencv2/core.hpp>

namespace mrcnn {

/// A line of text: how much of each pixel its letters cover.
struct TextLine {
  cv::Mat coverage;  // 0 to 255, one byte per pixel
  int baseline = 0;  // rows above it
};

/// Draws UTF-8 in DejaVu Sans: Latin, Greek, Cyrillic, many more. What the font lacks, control
/// characters and bytes that are not UTF-8 become boxes or question marks, never nothing.
///
///   size     of the font in pixels; a capital letter is 0.73 of it high
///   returns  as high for every text of one size, and text_width() wide
TextLine draw_line(std::string_view text, int size);

/// The width of a line in pixels.
int text_width(std::string_view text, int size);

/// The text, or as many characters of it as fit into `width` pixels with "..." behind them; empty
/// if not even these do.
std::string fitted_text(const std::string& text, int size, int width);

}  // namespace mrcnn
