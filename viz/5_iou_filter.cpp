#include "viz/5_iou_filter.hpp"

#include <algorithm>

#include <opencv2/imgproc.hpp>

#include "common/error.hpp"

#include "viz/box_drawing.hpp"
#include "viz/heat_map.hpp"
#include "viz/picture.hpp"
#include "viz/sheet.hpp"
#include "viz/words.hpp"

namespace mrcnn {

namespace {

constexpr std::size_t kRowsDrawn = 16;
constexpr int kCell = 52;
constexpr int kNameWidth = 150;
constexpr int kHeaderHeight = 30;

std::string name_of_class(const std::vector<std::string>& classes, std::int32_t label) {
  const auto k = static_cast<std::size_t>(label);
  return k < classes.size() ? classes[k] : text("class ", label);
}

/// The first rows of the IoU matrix with numbers in its cells.
HostTensor<std::uint8_t, 3> matrix(const Detections<Host>& detections,
                                   const GroundTruth<Host>& truth,
                                   const IouFilterTrace<Host>& trace,
                                   const std::vector<std::string>& classes) {
  const auto rows = static_cast<int>(std::min(kRowsDrawn, trace.iou.shape(0)));
  const auto columns = static_cast<int>(trace.iou.shape(1));
  auto rgb = filled_tensor<std::uint8_t>(
      {static_cast<std::size_t>(kHeaderHeight + rows * kCell / 2 + 2),
       static_cast<std::size_t>(kNameWidth + columns * (kCell + 20) + 2), 3},
      255);
  cv::Mat picture = rgb_view(rgb);
  const int width = kCell + 20;
  const int height = kCell / 2;
  for (int g = 0; g < columns; ++g) {
    write_words(picture, name_of_class(classes, truth.labels(g)), {kNameWidth + g * width + 4, 20},
                0.4, {40, 40, 40});
  }
  for (int d = 0; d < rows; ++d) {
    const int top = kHeaderHeight + d * height;
    write_words(
        picture,
        name_of_class(classes, detections.labels(d)) + " " + digits(detections.scores(d), 2),
        {0, top + 18}, 0.42, {40, 40, 40});
    for (int g = 0; g < columns; ++g) {
      const float iou = trace.iou(d, g);
      auto cell = make_tensor<float>({1, 1});
      cell(0, 0) = iou;
      HostTensor<std::uint8_t, 3> color = heat_map(cell, {0.0F, 1.0F}, 1);
      const cv::Rect place(kNameWidth + g * width, top, width - 2, height - 2);
      cv::rectangle(picture, place, cv::Scalar(color(0, 0, 0), color(0, 0, 1), color(0, 0, 2)),
                    cv::FILLED);
      const cv::Scalar ink = iou > 0.6F ? cv::Scalar(0, 0, 0) : cv::Scalar(255, 255, 255);
      write_words(picture, digits(iou, 2), {place.x + 18, top + 17}, 0.42, ink);
    }
  }
  return rgb;
}

}  // namespace

HostTensor<std::uint8_t, 3> draw_iou_filter(const Image<Host>& resized,
                                            const Detections<Host>& detections,
                                            const GroundTruth<Host>& truth,
                                            const IouFilterTrace<Host>& trace,
                                            const std::vector<std::string>& classes) {
  std::vector<DrawnBox> drawn;
  for (std::size_t g = 0; g < truth.boxes.size(); ++g) {
    drawn.push_back({truth.boxes(g), {255, 255, 255}, true, ""});
  }
  std::size_t valid = 0;
  for (std::size_t d = 0; d < std::min(kRowsDrawn, detections.boxes.size()); ++d) {
    const bool keep = trace.keep(d) == 1;
    drawn.push_back({detections.boxes(d), keep ? color_of(d) : kRejectedColor, !keep,
                     "IoU " + digits(trace.best_iou(d), 2)});
  }
  for (const std::uint8_t keep : trace.keep) {
    valid += keep;
  }
  return draw_sheet(
      "Stage 5: overlap with the truth", "valid when the largest IoU reaches 0.5; white: the truth",
      {{text(valid, " of ", detections.boxes.size(), " detections are valid"),
        "grey, dashed: turned down", draw_boxes(resized, drawn)},
       {"IoU",
        text("(", trace.iou.shape(0), ", ", trace.iou.shape(1), "), 0 .. 1; rows: detections"),
        matrix(detections, truth, trace, classes)}},
      2);
}

}  // namespace mrcnn
