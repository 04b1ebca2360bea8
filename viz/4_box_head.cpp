#include "viz/4_box_head.hpp"

#include <algorithm>

#include <opencv2/imgproc.hpp>

#include "common/error.hpp"
#include "common/geometry/sort_key.hpp"
#include "common/io/number_text.hpp"

#include "viz/box_drawing.hpp"
#include "viz/drawn_objects.hpp"
#include "viz/picture.hpp"
#include "viz/sheet.hpp"
#include "viz/text.hpp"

namespace mrcnn {

namespace {

constexpr std::size_t kClassesDrawn = 5;
constexpr int kBarHeight = 32;
constexpr int kNameWidth = 150;
constexpr int kBarWidth = 220;
constexpr int kNumberWidth = 70;
constexpr int kText = 17;
const cv::Scalar kInk(40, 40, 40);

/// Classes of one proposal, the likeliest first.
std::vector<std::size_t> likeliest(const HostTensor<float, 2>& probabilities, std::size_t row) {
  std::vector<std::uint64_t> keys;
  for (std::size_t k = 0; k < probabilities.shape(1); ++k) {
    keys.push_back(sort_key(probabilities(row, k), k));
  }
  std::sort(keys.begin(), keys.end());
  std::vector<std::size_t> classes;
  for (std::size_t i = 0; i < std::min(kClassesDrawn, keys.size()); ++i) {
    classes.push_back(sort_key_index(keys[i]));
  }
  return classes;
}

HostTensor<std::uint8_t, 3> bars(const HostTensor<float, 2>& probabilities, std::size_t row,
                                 const std::vector<std::string>& classes, Color color) {
  auto rgb = filled_tensor<std::uint8_t>(
      {kClassesDrawn * kBarHeight, static_cast<std::size_t>(kNameWidth + kBarWidth + kNumberWidth),
       3},
      255);
  cv::Mat picture = rgb_view(rgb);
  int top = 0;
  for (const std::size_t k : likeliest(probabilities, row)) {
    const float p = probabilities(row, k);
    const std::string name = name_of_class(classes, static_cast<std::int32_t>(k));
    draw_text(picture, fitted_text(name, kText, kNameWidth - 8), {0, top + 22}, kText, kInk);
    const int length = std::max(1, static_cast<int>(p * static_cast<float>(kBarWidth)));
    const Color fill = k == 0 ? kRejectedColor : color;
    cv::rectangle(picture, cv::Rect(kNameWidth, top + 5, length, kBarHeight - 10),
                  cv::Scalar(fill.red, fill.green, fill.blue), cv::FILLED);
    draw_text(picture, probability_text(p, 3), {kNameWidth + length + 8, top + 22}, kText, kInk);
    top += kBarHeight;
  }
  return rgb;
}

}  // namespace

HostTensor<std::uint8_t, 3> draw_detections(const InputImage<Host>& resized,
                                            const Detections<Host>& detections,
                                            const DetectionsTrace<Host>& trace,
                                            const HostTensor<Box, 1>& proposals,
                                            const std::vector<std::string>& classes) {
  const std::size_t count = objects_drawn(detections.scores);
  std::vector<DrawnBox> origins;
  std::vector<DrawnBox> results;
  for (std::size_t d = 0; d < count; ++d) {
    const auto row = static_cast<std::size_t>(trace.proposals(d));
    origins.push_back(
        {.box = proposals(row), .color = color_of(d), .dashed = true, .caption = concat(row)});
    results.push_back({.box = detections.boxes(d),
                       .color = color_of(d),
                       .caption = name_of_class(classes, detections.labels(d)) + " " +
                                  probability_text(detections.scores(d), 2)});
  }
  return draw_sheet(
      {.title = "Stage 4: detections",
       .subtitle =
           concat("the ", count, " best of ", detections.boxes.size(), " detections, out of ",
                  trace.candidate_boxes.size(), " candidates (proposal, class)"),
       .legend = {},
       .panels = {{"the proposals they come from", "labelled with the row of the proposal",
                   draw_boxes(resized, origins)},
                  {"the detections",
                   "class and probability; the proposal moved by the deltas of the class",
                   draw_boxes(resized, results)}},
       .columns = 2});
}

HostTensor<std::uint8_t, 3> draw_class_scores(const Detections<Host>& detections,
                                              const DetectionsTrace<Host>& trace,
                                              const std::vector<std::string>& classes) {
  std::vector<Panel> panels;
  for (std::size_t d = 0; d < objects_drawn(detections.scores); ++d) {
    const auto row = static_cast<std::size_t>(trace.proposals(d));
    panels.push_back({concat("detection ", d, ": ", name_of_class(classes, detections.labels(d))),
                      concat("from proposal ", row),
                      bars(trace.class_probabilities, row, classes, color_of(d))});
  }
  return draw_sheet({.title = "Stage 4: class scores",
                     .subtitle = concat("softmax over ", trace.class_probabilities.shape(1),
                                        " classes, background grey; 0 .. 1"),
                     .legend = {},
                     .panels = panels,
                     .columns = 3});
}

}  // namespace mrcnn
