#include "viz/5_iou_filter.hpp"

#include <algorithm>

#include <opencv2/imgproc.hpp>

#include "common/error.hpp"
#include "common/io/number_text.hpp"

#include "viz/box_drawing.hpp"
#include "viz/drawn_objects.hpp"
#include "viz/heat_map.hpp"
#include "viz/picture.hpp"
#include "viz/sheet.hpp"
#include "viz/text.hpp"

namespace mrcnn {

namespace {

constexpr int kCellWidth = 92;
constexpr int kCellHeight = 38;
constexpr int kNameWidth = 230;
constexpr int kSwatch = 18;
constexpr int kIouDecimals = 3;
constexpr int kText = 17;
const cv::Scalar kInk(40, 40, 40);

constexpr std::size_t kUnlikelyDrawn = 4;

/// The rows a picture shows: the likely ones, and some of the rest that stage 5 rejected.
std::vector<std::size_t> rows_drawn(const Detections<Host>& detections,
                                    const HostTensor<std::uint8_t, 1>& keep) {
  const std::size_t likely = objects_drawn(detections.scores);
  const std::size_t most = std::min(likely + kUnlikelyDrawn, kMostObjectsDrawn);
  std::vector<std::size_t> rows;
  for (std::size_t d = 0; d < detections.boxes.size() && rows.size() < most; ++d) {
    if (d < likely || keep(d) == 0) {
      rows.push_back(d);
    }
  }
  return rows;
}

Color color_of_row(const IouFilterTrace<Host>& trace, std::size_t d) {
  return trace.keep(d) == 1 ? color_of(d) : kRejectedColor;
}

void draw_cell(cv::Mat& picture, const cv::Rect& place, float iou) {
  auto value = filled_tensor<float>({1, 1}, iou);
  const HostTensor<std::uint8_t, 3> color = heat_map(value, {0.0F, 1.0F}, 1);
  cv::rectangle(picture, place, cv::Scalar(color(0, 0, 0), color(0, 0, 1), color(0, 0, 2)),
                cv::FILLED);
  const Color ink = text_color_on({color(0, 0, 0), color(0, 0, 1), color(0, 0, 2)});
  const std::string text = fixed_decimals(iou, kIouDecimals);
  draw_text(picture, text, {place.x + (place.width - text_width(text, kText)) / 2, place.y + 25},
            kText, {double(ink.red), double(ink.green), double(ink.blue)});
}

/// The IoU matrix with numbers in its cells: a row for each detection, a column for each true
/// object.
HostTensor<std::uint8_t, 3> matrix(const Detections<Host>& detections,
                                   const GroundTruth<Host>& truth,
                                   const IouFilterTrace<Host>& trace,
                                   const std::vector<std::size_t>& rows,
                                   const std::vector<std::string>& classes) {
  const auto columns = static_cast<int>(trace.iou.shape(1));
  auto rgb =
      filled_tensor<std::uint8_t>({(rows.size() + 1) * kCellHeight,
                                   static_cast<std::size_t>(kNameWidth + columns * kCellWidth), 3},
                                  255);
  cv::Mat picture = rgb_view(rgb);
  for (int g = 0; g < columns; ++g) {
    draw_text(picture, fitted_text(name_of_class(classes, truth.labels(g)), kText, kCellWidth - 8),
              {kNameWidth + g * kCellWidth + 4, 26}, kText, kInk);
  }
  int top = kCellHeight;
  for (const std::size_t d : rows) {
    const Color color = color_of_row(trace, d);
    cv::rectangle(picture, cv::Rect(0, top + 9, kSwatch, kSwatch),
                  cv::Scalar(color.red, color.green, color.blue), cv::FILLED);
    const std::string name =
        fitted_text(name_of_class(classes, detections.labels(d)), kText, kNameWidth / 2);
    draw_text(picture, concat(d, " ", name, " ", probability_text(detections.scores(d), 2)),
              {kSwatch + 10, top + 25}, kText, kInk);
    for (int g = 0; g < columns; ++g) {
      draw_cell(picture, {kNameWidth + g * kCellWidth, top, kCellWidth - 2, kCellHeight - 2},
                trace.iou(d, g));
    }
    top += kCellHeight;
  }
  return rgb;
}

}  // namespace

HostTensor<std::uint8_t, 3> draw_iou_filter(const InputImage<Host>& resized,
                                            const Detections<Host>& detections,
                                            const GroundTruth<Host>& truth,
                                            const IouFilterTrace<Host>& trace,
                                            const std::vector<std::string>& classes) {
  const std::vector<std::size_t> rows = rows_drawn(detections, trace.keep);
  std::vector<DrawnBox> drawn;
  for (const Box& box : truth.boxes) {
    drawn.push_back({.box = box, .color = kTruthColor, .width = 8});
  }
  for (auto d = rows.rbegin(); d != rows.rend(); ++d) {  // the likeliest is drawn last, on top
    drawn.push_back({.box = detections.boxes(*d),
                     .color = color_of_row(trace, *d),
                     .dashed = trace.keep(*d) == 0,
                     .caption = "IoU " + fixed_decimals(trace.best_iou(*d), kIouDecimals)});
  }
  const std::size_t valid = rows_kept(trace.keep).size();
  return draw_sheet({.title = "Stage 5: IoU with the ground truth",
                     .subtitle = concat("valid, because their IoU reaches the threshold: ", valid,
                                        " of ", detections.boxes.size(), " detections"),
                     .legend = {{kTruthColor, "ground truth"},
                                {kRejectedColor, "rejected (dashed)"},
                                {color_of(0), "any other colour: valid"}},
                     .panels = {{"detections and ground truth", "each with its largest IoU",
                                 draw_boxes(resized, drawn)},
                                {"IoU",
                                 concat(rows.size(), " of ", trace.iou.shape(0),
                                        " detections (rows), true objects (columns)"),
                                 matrix(detections, truth, trace, rows, classes)}},
                     .columns = 2});
}

}  // namespace mrcnn
