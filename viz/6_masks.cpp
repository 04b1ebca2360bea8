#include "viz/6_masks.hpp"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "common/error.hpp"

#include "viz/heat_map.hpp"
#include "viz/picture.hpp"
#include "viz/sheet.hpp"
#include "viz/words.hpp"

namespace mrcnn {

namespace {

constexpr std::size_t kObjectsDrawn = 8;
constexpr int kPanelSide = 252;  // nine pixels for each of 28 cells
constexpr float kMarginShare = 0.15F;

/// The part of the photograph around a box, enlarged, with the outline of the mask.
HostTensor<std::uint8_t, 3> cut_out(const Image<Host>& photograph,
                                    const InstanceMasks<Host>& instances, std::size_t d) {
  HostTensor<std::uint8_t, 3> pixels = photograph.pixels;
  const cv::Mat image = rgb_view(pixels);
  const Box& box = instances.boxes(d);
  const float margin = kMarginShare * std::max(box.x2 - box.x1, box.y2 - box.y1) + 2.0F;
  const cv::Rect wanted(
      cv::Point(static_cast<int>(box.x1 - margin), static_cast<int>(box.y1 - margin)),
      cv::Point(static_cast<int>(box.x2 + margin) + 1, static_cast<int>(box.y2 + margin) + 1));
  const cv::Rect part = wanted & cv::Rect({0, 0}, image.size());
  if (part.empty()) {
    return filled_tensor<std::uint8_t>({kPanelSide, kPanelSide, 3}, 255);
  }
  const double scale = static_cast<double>(kPanelSide) / std::max(part.width, part.height);
  const cv::Size size(std::max(1, static_cast<int>(part.width * scale)),
                      std::max(1, static_cast<int>(part.height * scale)));
  auto rgb = make_tensor<std::uint8_t>(
      {static_cast<std::size_t>(size.height), static_cast<std::size_t>(size.width), 3});
  cv::Mat picture = rgb_view(rgb);
  cv::resize(image(part), picture, size, 0, 0, cv::INTER_NEAREST);

  const cv::Mat mask(image.rows, image.cols, CV_8UC1,
                     const_cast<std::uint8_t*>(&instances.masks(d, 0, 0)));
  cv::Mat large;
  cv::resize(mask(part), large, size, 0, 0, cv::INTER_NEAREST);
  std::vector<std::vector<cv::Point>> outlines;
  cv::findContours(large, outlines, cv::RETR_CCOMP, cv::CHAIN_APPROX_NONE);
  const Color color = color_of(d);
  cv::polylines(picture, outlines, true, cv::Scalar(color.red, color.green, color.blue), 2,
                cv::LINE_AA);
  return rgb;
}

HostTensor<float, 2> probabilities(const InstanceMasks<Host>& instances, std::size_t d) {
  auto mask = make_tensor<float>({instances.masks28.shape(1), instances.masks28.shape(2)});
  std::copy_n(instances.masks28.data() + d * mask.size(), mask.size(), mask.data());
  return mask;
}

}  // namespace

HostTensor<std::uint8_t, 3> draw_masks(const Image<Host>& photograph,
                                       const InstanceMasks<Host>& instances,
                                       const std::vector<std::string>& classes) {
  std::vector<Panel> panels;
  for (std::size_t d = 0; d < std::min(kObjectsDrawn, instances.boxes.size()); ++d) {
    const HostTensor<float, 2> mask = probabilities(instances, d);
    const auto label = static_cast<std::size_t>(instances.labels(d));
    const Box& box = instances.boxes(d);
    const auto cell = std::max(1, kPanelSide / static_cast<int>(mask.shape(1)));
    panels.push_back({label < classes.size() ? classes[label] : text("class ", label),
                      text(mask.shape(0), " x ", mask.shape(1), ", 0 .. 1"),
                      heat_map(mask, {0.0F, 1.0F}, cell)});
    panels.push_back({digits(instances.scores(d), 2),
                      text("pasted: ", std::lround(box.x2 - box.x1), " x ",
                           std::lround(box.y2 - box.y1), " pixels"),
                      cut_out(photograph, instances, d)});
  }
  return draw_sheet(
      "Stage 6: masks",
      "28 x 28 probabilities inside the box, then bilinear on the photograph, cut at 0.5", panels,
      4);
}

}  // namespace mrcnn
