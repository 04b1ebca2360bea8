// Stage 6 on its own: which pixels belong to each detection.
#include <algorithm>
#include <iostream>

#include "stages/6_masks/masks.hpp"
#include "stages/pipeline/model/default_model.hpp"
#include "stages/pipeline/pipeline.hpp"
#include "stages/pipeline/transfer.hpp"
#include "stages/program/demo/demo_both_sides.hpp"
#include "stages/program/demo/demo_program.hpp"

#include "viz/6_masks.hpp"
#include "viz/image_io.hpp"

namespace mrcnn {
namespace {

/// Probabilities as letters, every second row, since letters are twice as high as wide.
void print_mask(const HostTensor<float, 3>& masks, std::size_t d) {
  const std::string shades = " .:-=+*#%@";
  for (std::size_t y = 0; y < masks.shape(1); y += 2) {
    std::cout << "    ";
    for (std::size_t x = 0; x < masks.shape(2); ++x) {
      const float p = std::clamp(masks(d, y, x), 0.0F, 0.999F);
      std::cout << shades[static_cast<std::size_t>(p * static_cast<float>(shades.size()))];
    }
    std::cout << "\n";
  }
}

void show_masks(const std::filesystem::path& picture) {
  // what stages 1 to 5 made of a scene; without truth, everything passes stage 5
  const Model model = load_model(default_model());
  const std::vector<std::string>& classes = model.config.classes;
  PipelineState<Host> s;
  set_image(s, read_image_file(demo_scene()).image, model.config.image);
  run_pipeline(s, model.config, &model, {.to = Step::iou_filter});

  // step 1: stage 3 once more, with bins half as large, and a small network on every region
  RoiAlignParams params = model.config.roi_align;
  params.output_size = model.config.mask_head.pool;
  const Regions<Host> regions = roi_align(s.pyramid, s.valid.boxes, params);
  const HostTensor<float, 3> logits = mask_head(regions, s.valid.labels, model.masks);
  std::cout << regions.features.shape(0) << " regions of " << regions.features.shape(1) << " x "
            << regions.features.shape(2) << " x " << regions.features.shape(3)
            << " become logits of " << logits.shape(1) << " x " << logits.shape(2) << "\n";

  // step 2: sigmoid, then every pixel of the box is interpolated and compared with one half
  const InstanceMasks<Host> found =
      paste(logits, s.valid, s.input.resized, s.input.original, model.config.paste);
  for (std::size_t d = 0; d < std::min<std::size_t>(4, found.boxes.size()); ++d) {
    const auto pixels = found.masks.size() / found.boxes.size();
    const auto* first = found.masks.data() + d * pixels;
    const auto inside = std::count(first, first + pixels, std::uint8_t{1});
    const Box& box = found.boxes(d);
    const float box_area = (box.x2 - box.x1) * (box.y2 - box.y1);
    std::cout << "\n"
              << classes.at(static_cast<std::size_t>(found.labels(d))) << " "
              << column(found.scores(d), 2, 0) << ": " << inside << " pixels, "
              << column(100.0 * static_cast<double>(inside) / static_cast<double>(box_area), 0, 0)
              << " % of its box\n";
    print_mask(found.probabilities, d);
  }

  // step 2 on the device, one thread per pixel
  const DeviceTensor<float, 3> device_logits = to_device(logits);
  const Detections<Device> device_valid = to_device(s.valid);
  const PasteParams& params = model.config.paste;
  show_both_sides(
      [&] {
        return paste(logits, s.valid, s.input.resized, s.input.original, params).probabilities;
      },
      [&] {
        return paste(device_logits, device_valid, s.input.resized, s.input.original, params)
            .probabilities;
      });

  write_png(picture, draw_masks(s.image, found, classes));
}

}  // namespace
}  // namespace mrcnn

int main(int argc, char** argv) {
  return mrcnn::main_of_demo(argc, argv, "demo_6_masks.png", mrcnn::show_masks);
}
