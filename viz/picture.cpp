#include "viz/picture.hpp"

#include <algorithm>
#include <cmath>
#include <new>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "viz/enlarge.hpp"

namespace mrcnn {

namespace {

/// OpenCV's words for "out of memory" become C++'s. Its threads take longer to start than our
/// pictures take to draw; 0 means none.
bool set_up_opencv() {
  cv::redirectError([](int status, const char*, const char*, const char*, int, void*) {
    if (status == cv::Error::StsNoMem) {
      throw std::bad_alloc();
    }
    return 0;
  });
  cv::setNumThreads(0);
  return true;
}

const bool kIsSetUp = set_up_opencv();

constexpr double kTint = 0.25;  // share of the object's colour inside its mask

/// Lines have edges of the other lightness: a light one would be lost on a light image.
cv::Scalar edge_of(Color color) {
  constexpr Color kBlack{0, 0, 0};
  constexpr double kDarkEdge = 50;
  constexpr double kLightEdge = 235;
  return cv::Scalar::all(text_color_on(color) == kBlack ? kDarkEdge : kLightEdge);
}

cv::Scalar scalar(Color color) {
  return {static_cast<double>(color.red), static_cast<double>(color.green),
          static_cast<double>(color.blue)};
}

/// A mask as seen in the picture: its region (which may reach over the border) and its pixels.
struct PictureMask {
  cv::Rect region;
  cv::Mat pixels;
};

/// Scales smoothly and cuts at one half, so that outlines are not stairs.
PictureMask scaled_mask(const cv::Mat& mask, double scale) {
  const cv::Rect box = cv::boundingRect(mask);
  constexpr int kMargin = 1;  // of zeros, so that the outline is closed
  cv::Mat padded;
  cv::copyMakeBorder(mask(box) != 0, padded, kMargin, kMargin, kMargin, kMargin,
                     cv::BORDER_CONSTANT, cv::Scalar(0));
  const auto place = [scale](int pixel) { return static_cast<int>(std::lround(pixel * scale)); };
  const cv::Rect region(
      cv::Point(place(box.x - kMargin), place(box.y - kMargin)),
      cv::Point(std::max(place(box.x - kMargin) + 1, place(box.br().x + kMargin)),
                std::max(place(box.y - kMargin) + 1, place(box.br().y + kMargin))));
  cv::Mat large;
  cv::resize(padded, large, region.size(), 0, 0, cv::INTER_CUBIC);
  return {region, large > 127};
}

bool is_finite(const Box& box) {
  return std::isfinite(box.x1) && std::isfinite(box.y1) && std::isfinite(box.x2) &&
         std::isfinite(box.y2);
}

}  // namespace

cv::Mat rgb_view(HostTensor<std::uint8_t, 3>& rgb) {
  return {static_cast<int>(rgb.shape(0)), static_cast<int>(rgb.shape(1)), CV_8UC3, rgb.data()};
}

Picture::Picture(const InputImage<Host>& image, double scale)
    : scale_(scale),
      rgb_(scaled(image, scale_)),
      covered_(view().size(), CV_8UC1, cv::Scalar(0)),
      unit_(std::max(1, std::min(covered_.rows, covered_.cols) / kPictureShortSide)) {}

void Picture::draw_mask(const cv::Mat& mask, Color color) {
  if (cv::countNonZero(mask) == 0) {
    return;
  }
  const PictureMask large = scaled_mask(mask, scale_);
  cv::Mat rgb = view();
  const cv::Rect inside = large.region & cv::Rect({0, 0}, rgb.size());
  const cv::Mat pixels = large.pixels(inside - large.region.tl());
  cv::Mat area = rgb(inside);
  const cv::Mat flat(area.size(), CV_8UC3, scalar(color));
  cv::Mat tinted;
  cv::addWeighted(area, 1 - kTint, flat, kTint, 0, tinted);
  tinted.copyTo(area, pixels);
  covered_(inside).setTo(255, pixels);
  draw_outline(mask, color);
}

void Picture::draw_outline(const cv::Mat& mask, Color color) {
  if (cv::countNonZero(mask) == 0) {
    return;
  }
  const PictureMask large = scaled_mask(mask, scale_);
  std::vector<std::vector<cv::Point>> outlines;
  cv::findContours(large.pixels, outlines, cv::RETR_CCOMP, cv::CHAIN_APPROX_NONE,
                   large.region.tl());
  cv::polylines(view(), outlines, true, scalar(color), 2 * unit_, cv::LINE_AA);
}

std::optional<cv::Rect> Picture::place_of(const Box& box) const {
  if (!is_finite(box)) {
    return std::nullopt;
  }
  const auto place = [&](float coordinate, int last) {
    const double scaled = static_cast<double>(coordinate) * scale_;
    return static_cast<int>(std::lround(std::clamp(scaled, 0.0, static_cast<double>(last))));
  };
  return cv::Rect(cv::Point(place(box.x1, covered_.cols - 1), place(box.y1, covered_.rows - 1)),
                  cv::Point(place(box.x2, covered_.cols - 1), place(box.y2, covered_.rows - 1)));
}

void Picture::draw_box(const Box& box, Color color) {
  if (const std::optional<cv::Rect> place = place_of(box)) {
    cv::rectangle(view(), place->tl(), place->br(), scalar(color), unit_);
  }
}

void Picture::draw_bold_box(const Box& box, Color color, int width) {
  if (const std::optional<cv::Rect> place = place_of(box)) {
    cv::rectangle(view(), place->tl(), place->br(), edge_of(color), (width + 2) * unit_);
    cv::rectangle(view(), place->tl(), place->br(), scalar(color), width * unit_);
  }
}

void Picture::draw_dashed_box(const Box& box, Color color) {
  const std::optional<cv::Rect> place = place_of(box);
  if (!place) {
    return;
  }
  const cv::Point right(1, 0);
  const cv::Point down(0, 1);
  draw_dashes(place->tl(), right, place->width, color);
  draw_dashes(place->tl() + down * place->height, right, place->width, color);
  draw_dashes(place->tl(), down, place->height, color);
  draw_dashes(place->tl() + right * place->width, down, place->height, color);
}

void Picture::draw_dashes(cv::Point start, cv::Point direction, int length, Color color) {
  const int dash = 9 * unit_;
  const int gap = 7 * unit_;
  const cv::Point edge(unit_, unit_);
  const cv::Mat rgb = view();
  for (int place = 0; place < length; place += dash + gap) {
    const cv::Point from = start + direction * place;
    const cv::Point to = start + direction * std::min(place + dash, length);
    cv::rectangle(rgb, from - edge, to + 3 * edge, edge_of(color), cv::FILLED);
    cv::rectangle(rgb, from, to + 2 * edge, scalar(color), cv::FILLED);
  }
}

}  // namespace mrcnn
