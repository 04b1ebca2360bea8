#pragma once
#include <cstdint>
#include <optional>
#include <utility>

#include <opencv2/core.hpp>

#include "common/tensor/host_tensor.hpp"
#include "common/types/box.hpp"
#include "common/types/image.hpp"

#include "viz/colors.hpp"

namespace mrcnn {

/// The tensor's pixels as OpenCV sees them; drawing changes the tensor.
cv::Mat rgb_view(HostTensor<std::uint8_t, 3>& rgb);

/// An image, enlarged or reduced, that objects are drawn into. Everything is given in
/// pixels of the image. For the files of viz/ only: it shows OpenCV's types.
class Picture {
 public:
  Picture(const InputImage<Host>& image, double scale);

  /// Tints the pixels of the mask (H0, W0; not 0 is inside) and draws its outline.
  void draw_mask(const cv::Mat& mask, Color color);
  void draw_outline(const cv::Mat& mask, Color color);

  /// Boxes that are not finite are not drawn. A bold one has edges, so that it can be seen on
  /// everything, and so have dashes.
  void draw_box(const Box& box, Color color);
  void draw_bold_box(const Box& box, Color color, int width);
  void draw_dashed_box(const Box& box, Color color);

  /// The box in pixels of the picture, cut at its border. Nothing if the box is not finite.
  [[nodiscard]] std::optional<cv::Rect> place_of(const Box& box) const;

  [[nodiscard]] cv::Mat view() { return rgb_view(rgb_); }

  /// (rows, columns) not 0 where a mask was drawn.
  [[nodiscard]] const cv::Mat& covered() const { return covered_; }

  /// Width of a thin line.
  [[nodiscard]] int unit() const { return unit_; }

  HostTensor<std::uint8_t, 3> take_pixels() { return std::move(rgb_); }

 private:
  void draw_dashes(cv::Point start, cv::Point direction, int length, Color color);

  double scale_;
  HostTensor<std::uint8_t, 3> rgb_;
  cv::Mat covered_;
  int unit_;
};

}  // namespace mrcnn
