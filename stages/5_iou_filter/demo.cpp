// Stage 5 on its own: which of four boxes agree with the ground truth?
#include <iostream>

#include "common/geometry/box.hpp"

#include "stages/5_iou_filter/four_boxes.hpp"
#include "stages/5_iou_filter/iou_filter.hpp"
#include "stages/program/demo/box_text.hpp"
#include "stages/program/demo/demo_both_sides.hpp"
#include "stages/program/demo/demo_program.hpp"
#include "stages/program/demo/scene_detections.hpp"
#include "stages/program/demo/scene_tables.hpp"

#include "viz/5_iou_filter.hpp"
#include "viz/image_io.hpp"

namespace mrcnn {

/// A box is valid when its IoU with a true box is at least a half, as in the bundled model.
IouFilterParams demo_iou_filter_params() {
  return {.min_iou = 0.5F};
}

namespace {

/// One row of the table: the IoU of two boxes, as you would compute it on paper.
void print_overlap(const Box& truth, const Box& box, float iou, bool is_valid) {
  const float both = area(truth) + area(box);
  const float intersection = both * iou / (1 + iou);  // lab 1 goes the other way
  std::cout << box_text(box, 0, 3) << right_aligned(area(box), 0)
            << right_aligned(intersection, 0, 14) << right_aligned(both - intersection, 0)
            << right_aligned(iou, 3) << (is_valid ? "  valid\n" : "  rejected\n");
}

/// What the filter does to precision and recall over whole scenes, and the IoU of boxes beside that
/// of masks.
void show_scenes() {
  RankedList as_found;
  RankedList filtered;
  OverlapTable overlaps;
  std::int64_t objects = 0;
  for (const SceneDetections& scene : scene_detections()) {
    IouFilterTrace<Host> trace;
    iou_filter(scene.detections, &scene.truth, demo_iou_filter_params(), &trace);
    for (std::size_t d = 0; d < scene.detections.boxes.size(); ++d) {
      const float score = scene.detections.scores(d);
      const std::int64_t object = objects + trace.best_truth(d);
      const bool is_kept = trace.keep(d) == 1;
      as_found.add(score, is_kept ? object : -1);
      if (is_kept) {
        filtered.add(score, object);
      }
      if (is_kept && trace.class_matches(d) == 1) {
        overlaps.add(scene.detections.labels(d), trace.best_iou(d),
                     scene.mask_iou(d, trace.best_truth(d)));
      }
    }
    objects += std::ssize(scene.true_masks);
  }
  std::cout << "\n"
            << precision_recall_table(as_found, filtered, objects) << "\n"
            << overlaps.text();
}

void show_iou_filter(const std::filesystem::path& picture) {
  // one true box, four proposed ones; this needs no network
  const FourBoxes example;
  const Box& truth = example.truth.boxes(0);
  std::cout << "ground truth  " << box_text(truth, 0, 3) << ", area "
            << fixed_decimals(area(truth), 0) << "\n\n";

  // the stage itself
  const IouFilterParams params = demo_iou_filter_params();
  IouFilterTrace<Host> trace;
  const Detections<Host> valid = iou_filter(example.proposed, &example.truth, params, &trace);

  std::cout << "box                   area  intersection   union     IoU\n";
  for (std::size_t d = 0; d < example.proposed.boxes.size(); ++d) {
    print_overlap(truth, example.proposed.boxes(d), trace.iou(d, 0), trace.keep(d) == 1);
  }
  std::cout << "\n"
            << valid.boxes.size() << " of " << example.proposed.boxes.size()
            << " boxes are valid\n";

  // without ground truth there is nothing to compare with, and everything passes
  std::cout << "without ground truth " << iou_filter(example.proposed, nullptr, params).boxes.size()
            << " pass\n";

  // what it does to the detections of whole scenes
  show_scenes();

  // the same on the device
  const Detections<Device> device_proposed = to_device(example.proposed);
  const GroundTruth<Device> device_truth = to_device(example.truth);
  show_both_sides([&] { return iou_filter(example.proposed, &example.truth, params).boxes; },
                  [&] { return iou_filter(device_proposed, &device_truth, params).boxes; });

  const InputImage<Host> grey_paper{filled_tensor<std::uint8_t>({220, 220, 3}, 120)};
  write_png(picture, draw_iou_filter(grey_paper, example.proposed, example.truth, trace,
                                     {"background", "object"}));
}

}  // namespace
}  // namespace mrcnn

int main(int argc, char** argv) {
  return mrcnn::main_of_demo(argc, argv, "demo_5_iou_filter.png", mrcnn::show_iou_filter);
}
