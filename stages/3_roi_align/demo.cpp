// Stage 3 on its own: what is inside each proposal, on a grid of fixed size?
#include <algorithm>
#include <iostream>

#include "common/io/number_text.hpp"

#include "stages/3_roi_align/roi_align.hpp"
#include "stages/3_roi_align/roi_align_math.hpp"
#include "stages/program/demo/bundled_trace.hpp"
#include "stages/program/demo/demo_both_sides.hpp"
#include "stages/program/demo/demo_program.hpp"

#include "viz/3_roi_align.hpp"
#include "viz/colors.hpp"
#include "viz/image_io.hpp"

namespace mrcnn {

/// The parameters of the bundled model: torchvision's rules.
RoiAlignParams demo_roi_align_params() {
  return {};
}

namespace {

constexpr int kBins = 7;  // per side, for the box head

/// One sample along one axis: its position, and the weights of the two cells around it.
void print_sample(const std::string& axis, float position, std::size_t extent) {
  const Neighbours n = neighbours(position, extent);
  std::cout << "  " << axis << " = " << right_aligned(position, 3, 7) << ": cell " << n.low
            << " has weight " << fixed_decimals(n.low_weight, 3) << ", cell " << n.high
            << " has weight " << fixed_decimals(n.high_weight, 3) << "\n";
}

void show_roi_align(const std::filesystem::path& picture) {
  // the output of stages 1 and 2 for a scene
  const BundledTrace saved;
  const FeaturePyramid<Host> pyramid = saved.pyramid();
  const auto boxes = saved.read<Box, 1>("2_proposals/boxes");

  // the stage itself: a grid of bins over each box, bilinear samples in each bin, their mean
  const RoiAlignParams params = demo_roi_align_params();
  RoiAlignTrace<Host> trace;
  const Regions<Host> regions = roi_align(pyramid, boxes, kBins, params, &trace);
  const auto& shape = regions.features.shape();
  std::cout << boxes.size() << " boxes of all sizes become " << shape[0] << " x " << shape[1]
            << " x " << shape[2] << " x " << shape[3] << " numbers\n";
  for (std::int32_t level = kLowestLevel; level <= kHighestRoiLevel; ++level) {
    std::cout << "  P" << level << ": "
              << std::count(trace.levels.begin(), trace.levels.end(), level) << " boxes\n";
  }

  // the first sample of the best proposal, in cells of its level
  const Box& box = boxes(0);
  const std::int32_t level = trace.levels(0);
  const auto& map = pyramid.levels[level - kLowestLevel];
  const RoiGrid grid = roi_grid(box, 1.0F / stride_of_level(level), kBins, kBins, params);
  std::cout << "\nproposal 0, the best: " << fixed_decimals(box.x2 - box.x1, 1) << " x "
            << fixed_decimals(box.y2 - box.y1, 1) << " pixels, on P" << level << "\n"
            << "  a bin is " << fixed_decimals(grid.bin_width, 2) << " x "
            << fixed_decimals(grid.bin_height, 2) << " cells with " << grid.samples_x << " x "
            << grid.samples_y << " samples; the first sample is at\n";
  print_sample("x", sample_position(grid.x1, grid.bin_width, 0, 0, grid.samples_x), map.shape(1));
  print_sample("y", sample_position(grid.y1, grid.bin_height, 0, 0, grid.samples_y), map.shape(0));
  std::cout << "  bin (0, 0), channels 0 to 3:";
  for (std::size_t c = 0; c < 4; ++c) {
    std::cout << right_aligned(regions.features(0, 0, 0, c), 3);
  }
  std::cout << "\n";

  // the same on the device, one thread per bin and channel
  const FeaturePyramid<Device> device_pyramid = to_device(pyramid);
  const DeviceTensor<Box, 1> device_boxes = to_device(boxes);
  show_both_sides([&] { return roi_align(pyramid, boxes, kBins, params).features; },
                  [&] { return roi_align(device_pyramid, device_boxes, kBins, params).features; });

  write_png(picture, draw_region(saved.image(), pyramid, boxes, trace.levels, regions, 0, params,
                                 color_of_level(level)));
}

}  // namespace
}  // namespace mrcnn

int main(int argc, char** argv) {
  return mrcnn::main_of_demo(argc, argv, "demo_3_roi_align.png", mrcnn::show_roi_align);
}
