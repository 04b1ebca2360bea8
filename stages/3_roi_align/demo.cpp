// Stage 3 on its own: what is inside each proposal, in a form of one size.
#include <algorithm>
#include <iostream>

#include "stages/3_roi_align/roi_align.hpp"
#include "stages/3_roi_align/roi_align_math.hpp"
#include "stages/pipeline/model/default_model.hpp"
#include "stages/pipeline/pipeline.hpp"
#include "stages/program/demo/demo_both_sides.hpp"
#include "stages/program/demo/demo_program.hpp"

#include "viz/0_image.hpp"
#include "viz/3_roi_align.hpp"
#include "viz/colors.hpp"
#include "viz/image_io.hpp"

namespace mrcnn {
namespace {

/// One sample along one axis: where it is, and the two cells it lies between.
void print_sample(const std::string& axis, float position, int extent) {
  const Neighbours n = neighbours(position, extent);
  std::cout << "  " << axis << " = " << column(position, 3, 7) << ": cell " << n.low << " counts "
            << column(n.low_weight, 3, 0) << ", cell " << n.high << " counts "
            << column(n.high_weight, 3, 0) << "\n";
}

void show_roi_align(const std::filesystem::path& picture) {
  // what stages 1 and 2 made of a scene
  const Model model = load_model(default_model());
  PipelineState<Host> s;
  set_image(s, read_image_file(demo_scene()).image, model.config.image);
  run_pipeline(s, model.config, &model, {.to = Step::proposals});
  const HostTensor<Box, 1>& boxes = s.proposals.boxes;

  // the stage itself: a grid of bins over each box, bilinear samples in each bin, their mean
  const RoiAlignParams& params = model.config.roi_align;
  const int bins = model.config.box_head.pool;
  RoiAlignTrace<Host> trace;
  const Regions<Host> regions = roi_align(s.pyramid, boxes, bins, params, &trace);
  const auto& shape = regions.features.shape();
  std::cout << boxes.size() << " boxes of all sizes become " << shape[0] << " x " << shape[1]
            << " x " << shape[2] << " x " << shape[3] << " numbers\n";
  for (std::int32_t level = kLowestLevel; level <= kHighestRoiLevel; ++level) {
    std::cout << "  P" << level << " is read by "
              << std::count(trace.levels.begin(), trace.levels.end(), level) << "\n";
  }

  // the first sample of the best proposal, in cells of its level
  const std::size_t row = 0;
  const Box& box = boxes(row);
  const std::int32_t level = trace.levels(row);
  const HostTensor<float, 3>& map = s.pyramid.levels.at(static_cast<std::size_t>(level) - 2);
  const RoiGrid grid = roi_grid(box, 1.0F / stride_of_level(level), bins, bins, params);
  std::cout << "\nproposal " << row << ", the best: " << column(box.x2 - box.x1, 1, 0) << " x "
            << column(box.y2 - box.y1, 1, 0) << " pixels, on P" << level << "\n"
            << "  a bin is " << column(grid.bin_width, 2, 0) << " x "
            << column(grid.bin_height, 2, 0) << " cells with " << grid.samples_x << " x "
            << grid.samples_y << " samples; the first sample stands at\n";
  print_sample("x", sample_position(grid.x1, grid.bin_width, 0, 0, grid.samples_x),
               static_cast<int>(map.shape(1)));
  print_sample("y", sample_position(grid.y1, grid.bin_height, 0, 0, grid.samples_y),
               static_cast<int>(map.shape(0)));
  std::cout << "  bin (0, 0), channels 0 to 3:" << column(regions.features(row, 0, 0, 0), 3)
            << column(regions.features(row, 0, 0, 1), 3)
            << column(regions.features(row, 0, 0, 2), 3)
            << column(regions.features(row, 0, 0, 3), 3) << "\n";

  // the same on the device, one thread per bin and channel
  const FeaturePyramid<Device> device_pyramid = to_device(s.pyramid);
  const DeviceTensor<Box, 1> device_boxes = to_device(boxes);
  show_both_sides([&] { return roi_align(s.pyramid, boxes, bins, params).features; },
                  [&] { return roi_align(device_pyramid, device_boxes, bins, params).features; });

  write_png(picture, draw_region(resized_photograph(s.input, model.config.image), s.pyramid, boxes,
                                 trace.levels, regions, row, params, color_of_level(level)));
}

}  // namespace
}  // namespace mrcnn

int main(int argc, char** argv) {
  return mrcnn::main_of_demo(argc, argv, "demo_3_roi_align.png", mrcnn::show_roi_align);
}
