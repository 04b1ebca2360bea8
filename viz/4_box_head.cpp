#include "viz/4_box_head.hpp"

#include <algorithm>

#include <opencv2/imgproc.hpp>

#include "common/error.hpp"
#include "common/geometry/sort_key.hpp"

#include "viz/box_drawing.hpp"
#include "viz/picture.hpp"
#include "viz/sheet.hpp"
#include "viz/words.hpp"

namespace mrcnn {

namespace {

constexpr std::size_t kDetectionsDrawn = 12;
constexpr std::size_t kClassesDrawn = 5;
constexpr int kBarHeight = 24;
constexpr int kNameWidth = 130;
constexpr int kBarWidth = 170;

std::string name_of_class(const std::vector<std::string>& classes, std::size_t label) {
  return label < classes.size() ? classes[label] : text("class ", label);
}

/// Classes of one proposal, the likeliest first.
std::vector<std::size_t> likeliest(const HostTensor<float, 2>& probabilities, std::size_t row) {
  std::vector<std::uint64_t> keys;
  for (std::size_t k = 0; k < probabilities.shape(1); ++k) {
    keys.push_back(sort_key(probabilities(row, k), static_cast<std::uint32_t>(k)));
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
      {kClassesDrawn * kBarHeight, static_cast<std::size_t>(kNameWidth + kBarWidth + 60), 3}, 255);
  cv::Mat picture = rgb_view(rgb);
  int top = 0;
  for (const std::size_t k : likeliest(probabilities, row)) {
    const float p = probabilities(row, k);
    write_words(picture, name_of_class(classes, k), {0, top + 17}, 0.45, {40, 40, 40});
    const int length = std::max(1, static_cast<int>(p * static_cast<float>(kBarWidth)));
    const cv::Scalar fill =
        k == 0 ? cv::Scalar(190, 190, 190) : cv::Scalar(color.red, color.green, color.blue);
    cv::rectangle(picture, cv::Rect(kNameWidth, top + 4, length, kBarHeight - 8), fill, cv::FILLED);
    write_words(picture, digits(p, 3), {kNameWidth + length + 6, top + 17}, 0.45, {40, 40, 40});
    top += kBarHeight;
  }
  return rgb;
}

}  // namespace

HostTensor<std::uint8_t, 3> draw_detections(const Image<Host>& resized,
                                            const Detections<Host>& detections,
                                            const DetectionsTrace<Host>& trace,
                                            const HostTensor<Box, 1>& proposals,
                                            const std::vector<std::string>& classes) {
  const std::size_t count = std::min(kDetectionsDrawn, detections.boxes.size());
  std::vector<DrawnBox> drawn;
  for (std::size_t d = 0; d < count; ++d) {
    drawn.push_back({proposals(trace.proposals(d)), color_of(d), true, ""});
    drawn.push_back({detections.boxes(d), color_of(d), false,
                     name_of_class(classes, static_cast<std::size_t>(detections.labels(d))) + " " +
                         digits(detections.scores(d), 2)});
  }
  return draw_sheet(
      "Stage 4: detections", "dashed: the proposal; solid: the box after its class's deltas",
      {{text("the ", count, " best of ", detections.boxes.size(), " detections"),
        text("of ", trace.candidate_boxes.size(), " candidates"), draw_boxes(resized, drawn)}},
      1);
}

HostTensor<std::uint8_t, 3> draw_class_scores(const Detections<Host>& detections,
                                              const DetectionsTrace<Host>& trace,
                                              const std::vector<std::string>& classes) {
  std::vector<Panel> panels;
  for (std::size_t d = 0; d < std::min(kDetectionsDrawn, detections.boxes.size()); ++d) {
    const auto row = static_cast<std::size_t>(trace.proposals(d));
    panels.push_back({text("detection ", d, ": ",
                           name_of_class(classes, static_cast<std::size_t>(detections.labels(d)))),
                      text("proposal ", row),
                      bars(trace.class_probabilities, row, classes, color_of(d))});
  }
  return draw_sheet("Stage 4: class scores", "softmax over all classes; background grey", panels,
                    3);
}

}  // namespace mrcnn
