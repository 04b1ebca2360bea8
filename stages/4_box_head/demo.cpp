// Stage 4 on its own: what each region is, and where exactly.
#include <algorithm>
#include <iostream>

#include "common/geometry/nms.hpp"

#include "stages/4_box_head/box_head.hpp"
#include "stages/pipeline/model/default_model.hpp"
#include "stages/pipeline/pipeline.hpp"
#include "stages/pipeline/transfer.hpp"
#include "stages/program/demo/demo_both_sides.hpp"
#include "stages/program/demo/demo_program.hpp"

#include "viz/0_image.hpp"
#include "viz/4_box_head.hpp"
#include "viz/image_io.hpp"

namespace mrcnn {
namespace {

std::string words(const Box& box) {
  return "(" + column(box.x1, 1, 6) + column(box.y1, 1, 7) + column(box.x2, 1, 7) +
         column(box.y2, 1, 7) + ")";
}

/// What the head says about one proposal: every class with its logit, probability and box.
void print_classes(std::size_t row, const BoxHeadOutput<Host>& head,
                   const DetectionsTrace<Host>& trace, const std::vector<std::string>& classes) {
  std::cout << "   logit  probability  box if it is that class\n";
  for (std::size_t k = 0; k < classes.size(); ++k) {
    std::cout << column(head.class_logits(row, k), 2)
              << column(trace.class_probabilities(row, k), 4, 13) << "  "
              << (k == 0 ? std::string(29, ' ')  // background moves nothing
                         : words(trace.candidate_boxes(row * (classes.size() - 1) + k - 1)))
              << "  " << classes[k] << "\n";
  }
}

void show_detections(const std::filesystem::path& picture) {
  // what stages 1 to 3 made of a scene
  const Model model = load_model(default_model());
  const std::vector<std::string>& classes = model.config.classes;
  PipelineState<Host> s;
  set_image(s, read_image_file(demo_scene()).image, model.config.image);
  run_pipeline(s, model.config, &model, {.to = Step::roi_align});

  // step 1: two fully connected layers look at each region as a whole
  const BoxHeadOutput<Host> head = box_head(s.regions, model.box_head);

  // step 2: softmax, boxes moved by the deltas of their class, thinned inside each class
  DetectionsTrace<Host> trace;
  const Detections<Host> found =
      detections(head, s.proposals.boxes, s.input.resized, model.config.detections, &trace);
  const auto row = static_cast<std::size_t>(found.boxes.size() > 0 ? trace.proposals(0) : 0);
  std::cout << "proposal " << row << "            " << words(s.proposals.boxes(row)) << "\n";
  print_classes(row, head, trace, classes);

  // where the candidates end
  const auto count = [&trace](auto wanted) {
    return std::count_if(trace.suppressed_by.begin(), trace.suppressed_by.end(), wanted);
  };
  std::cout << "\n"
            << trace.candidate_boxes.size() << " candidates, " << s.proposals.boxes.size()
            << " proposals times " << classes.size() - 1
            << " classes: " << count([](std::int32_t by) { return by == kBelowScore; })
            << " are not above " << column(model.config.detections.score_threshold, 2, 0) << ", "
            << count([](std::int32_t by) { return by >= 0; }) << " overlap a better one, "
            << found.boxes.size() << " remain\n";
  for (std::size_t d = 0; d < std::min<std::size_t>(8, found.boxes.size()); ++d) {
    std::cout << "  " << words(found.boxes(d)) << column(found.scores(d), 3) << "  "
              << classes.at(static_cast<std::size_t>(found.labels(d))) << ", from proposal "
              << trace.proposals(d) << "\n";
  }

  // step 2 on the device: softmax, boxes and suppression for all candidates at once
  const BoxHeadOutput<Device> device_head = to_device(head);
  const DeviceTensor<Box, 1> device_proposals = to_device(s.proposals.boxes);
  const DetectionsParams& params = model.config.detections;
  show_both_sides(
      [&] { return detections(head, s.proposals.boxes, s.input.resized, params).boxes; },
      [&] { return detections(device_head, device_proposals, s.input.resized, params).boxes; });

  write_png(picture, draw_detections(resized_photograph(s.input, model.config.image), found, trace,
                                     s.proposals.boxes, classes));
}

}  // namespace
}  // namespace mrcnn

int main(int argc, char** argv) {
  return mrcnn::main_of_demo(argc, argv, "demo_4_box_head.png", mrcnn::show_detections);
}
