// Stage 4 on its own: what is in each region, and where exactly?
#include <algorithm>
#include <iostream>

#include "common/geometry/nms.hpp"
#include "common/io/bundled_files.hpp"

#include "stages/4_box_head/box_head.hpp"
#include "stages/4_box_head/box_head_transfer.hpp"
#include "stages/program/demo/box_text.hpp"
#include "stages/program/demo/bundled_trace.hpp"
#include "stages/program/demo/demo_both_sides.hpp"
#include "stages/program/demo/demo_program.hpp"

#include "viz/4_box_head.hpp"
#include "viz/image_io.hpp"

namespace mrcnn {

/// The bundled model's head, its settings and its classes.
BoxHeadNetwork demo_box_head_network() {
  return {.hidden = 256};
}

DetectionsParams demo_detections_params() {
  return {.score_threshold = 0.05F, .nms_iou = 0.5, .detections_per_image = 50};
}

std::vector<std::string> demo_box_head_classes() {
  return {"background", "circle", "square", "triangle", "star", "ring", "cross"};
}

namespace {

/// The output of the head for one proposal: every class with its logit, probability and box.
void print_classes(std::size_t row, const BoxHeadOutput<Host>& head,
                   const DetectionsTrace<Host>& trace, const std::vector<std::string>& classes) {
  std::cout << "   logit  probability  box if it is that class\n";
  for (std::size_t k = 0; k < classes.size(); ++k) {
    std::cout << right_aligned(head.class_logits(row, k), 2)
              << right_aligned(trace.class_probabilities(row, k), 4, 13) << "  "
              << (k == 0 ? std::string(29, ' ')  // background has no box
                         : box_text(trace.candidate_boxes(row * (classes.size() - 1) + k - 1)))
              << "  " << classes[k] << "\n";
  }
}

void show_detections(const std::filesystem::path& picture) {
  // the output of stages 2 and 3 for a scene; boxes are in its 256 x 256 pixels
  const BundledTrace saved;
  const auto proposals = saved.read<Box, 1>("2_proposals/boxes");
  const Regions<Host> regions = saved.regions("3_roi_align/regions");
  const BoxFrame frame(Box{0, 0, 256, 256}, CornerRule::exclusive);

  // step 1: two fully connected layers see each region as a whole
  const std::vector<std::string> classes = demo_box_head_classes();
  const BoxHeadWeights<Host> weights =
      load_box_head_weights(WeightStore::open(default_model()), demo_box_head_network(),
                            {.channels = 64, .classes = static_cast<int>(classes.size())});
  const BoxHeadOutput<Host> head = box_head(regions, weights);

  // step 2: softmax, boxes moved by the deltas of their class, NMS inside each class
  const DetectionsParams params = demo_detections_params();
  DetectionsTrace<Host> trace;
  const Detections<Host> found = detections(head, proposals, frame, params, &trace);
  const auto row = static_cast<std::size_t>(trace.proposals(0));
  std::cout << "proposal " << row << "            " << box_text(proposals(row)) << "\n";
  print_classes(row, head, trace, classes);

  // what happens to the candidates
  const auto count = [&by = trace.suppressed_by](auto condition) {
    return std::count_if(by.begin(), by.end(), condition);
  };
  std::cout << "\n"
            << trace.candidate_boxes.size() << " candidates, " << proposals.size()
            << " proposals times " << classes.size() - 1
            << " classes: " << count([](std::int32_t by) { return by == kBelowScore; }) << " score "
            << fixed_decimals(params.score_threshold, 2) << " or less, NMS filters "
            << count([](std::int32_t by) { return by >= 0; }) << ", " << found.boxes.size()
            << " remain\n";
  for (std::size_t d = 0; d < std::min<std::size_t>(8, found.boxes.size()); ++d) {
    std::cout << "  " << box_text(found.boxes(d)) << right_aligned(found.scores(d), 3) << "  "
              << classes.at(static_cast<std::size_t>(found.labels(d))) << ", from proposal "
              << trace.proposals(d) << "\n";
  }

  // step 2 on the device: softmax, boxes and NMS for all candidates at once
  const BoxHeadOutput<Device> device_head = to_device(head);
  const DeviceTensor<Box, 1> device_proposals = to_device(proposals);
  show_both_sides([&] { return detections(head, proposals, frame, params).boxes; },
                  [&] { return detections(device_head, device_proposals, frame, params).boxes; });

  write_png(picture, draw_detections(saved.image(), found, trace, proposals, classes));
}

}  // namespace
}  // namespace mrcnn

int main(int argc, char** argv) {
  return mrcnn::main_of_demo(argc, argv, "demo_4_box_head.png", mrcnn::show_detections);
}
