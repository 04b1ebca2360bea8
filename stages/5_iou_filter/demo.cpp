// Stage 5 on its own: which of four boxes agree with the truth?
#include <algorithm>
#include <iostream>

#include "common/geometry/box.hpp"

#include "stages/5_iou_filter/four_boxes.hpp"
#include "stages/5_iou_filter/iou_filter.hpp"
#include "stages/program/demo/demo_both_sides.hpp"
#include "stages/program/demo/demo_program.hpp"

#include "viz/5_iou_filter.hpp"
#include "viz/image_io.hpp"

namespace mrcnn {
namespace {

std::string words(const Box& box) {
  return "(" + column(box.x1, 0, 3) + column(box.y1, 0, 4) + column(box.x2, 0, 4) +
         column(box.y2, 0, 4) + ")";
}

/// The overlap of two boxes, the way one does it on paper.
void print_overlap(const Box& truth, const Box& box, float iou, bool valid) {
  const Box common{std::max(truth.x1, box.x1), std::max(truth.y1, box.y1),
                   std::min(truth.x2, box.x2), std::min(truth.y2, box.y2)};
  const float intersection = area(common);
  std::cout << words(box) << column(area(box), 0) << column(intersection, 0, 12)
            << column(area(truth) + area(box) - intersection, 0, 8) << column(iou, 3)
            << (valid ? "  valid\n" : "  turned down\n");
}

void show_iou_filter(const std::filesystem::path& picture) {
  // one true box, four proposed ones; no network is needed for this
  const FourBoxes example;
  const Box& truth = example.truth.boxes(0);
  std::cout << "the truth  " << words(truth) << ", area " << column(area(truth), 0, 0) << "\n\n";

  // the stage itself: a box is valid if it overlaps a true one by at least a half
  IouFilterTrace<Host> trace;
  const Detections<Host> valid =
      iou_filter(example.proposed, &example.truth, {.min_iou = 0.5F}, &trace);

  std::cout << "box                   area  common area   union     IoU\n";
  for (std::size_t d = 0; d < example.proposed.boxes.size(); ++d) {
    print_overlap(truth, example.proposed.boxes(d), trace.iou(d, 0), trace.keep(d) == 1);
  }
  std::cout << "\n"
            << valid.boxes.size() << " of " << example.proposed.boxes.size()
            << " boxes are valid\n";

  // without truth there is nothing to compare with, and everything passes
  const Detections<Host> unchecked = iou_filter(example.proposed, nullptr);
  std::cout << "without truth " << unchecked.boxes.size() << " pass\n";

  // the same on the device
  const Detections<Device> device_proposed = to_device(example.proposed);
  const GroundTruth<Device> device_truth = to_device(example.truth);
  show_both_sides([&] { return iou_filter(example.proposed, &example.truth).boxes; },
                  [&] { return iou_filter(device_proposed, &device_truth).boxes; });

  constexpr std::size_t kRows = 220;
  constexpr std::size_t kColumns = 220;
  constexpr std::uint8_t kGrey = 120;
  const InputImage<Host> paper{filled_tensor<std::uint8_t>({kRows, kColumns, 3}, kGrey)};
  write_png(picture, draw_iou_filter(paper, example.proposed, example.truth, trace,
                                     {"background", "object"}));
}

}  // namespace
}  // namespace mrcnn

int main(int argc, char** argv) {
  return mrcnn::main_of_demo(argc, argv, "demo_5_iou_filter.png", mrcnn::show_iou_filter);
}
