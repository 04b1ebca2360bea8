// Stage 6 on its own: which pixels belong to each detection?
#include <algorithm>
#include <iostream>

#include "common/geometry/box.hpp"
#include "common/io/bundled_files.hpp"
#include "common/io/number_text.hpp"

#include "stages/6_masks/masks.hpp"
#include "stages/6_masks/masks_transfer.hpp"
#include "stages/program/demo/bundled_trace.hpp"
#include "stages/program/demo/demo_both_sides.hpp"
#include "stages/program/demo/demo_program.hpp"

#include "viz/6_masks.hpp"
#include "viz/image_io.hpp"

namespace mrcnn {

/// The bundled model's mask head, its settings and its classes.
MaskHeadNetwork demo_mask_head_network() {
  return {.layers = 4, .hidden = 64};
}

PasteParams demo_paste_params() {
  return {.threshold = 0.5F};
}

std::vector<std::string> demo_masks_classes() {
  return {"background", "circle", "square", "triangle", "star", "ring", "cross"};
}

namespace {

/// Probabilities as characters, every second row, since characters are twice as high as wide.
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
  // the output of stages 1 to 5 for a scene: boxes in its 256 x 256 pixels, and the features of the
  // pyramid inside each of them, by RoIAlign with 14 x 14 bins
  const BundledTrace saved;
  const Detections<Host> valid{saved.read<Box, 1>("5_iou_filter/boxes"),
                               saved.read<float, 1>("5_iou_filter/scores"),
                               saved.read<std::int32_t, 1>("5_iou_filter/labels")};
  const Regions<Host> regions = saved.regions("6_masks/regions");
  const ImageSize size{256, 256};
  const BoxFrame frame(Box{0, 0, 256, 256}, CornerRule::exclusive);

  // step 1: a small convolutional network on every region
  const std::vector<std::string> classes = demo_masks_classes();
  const MaskHeadWeights<Host> weights =
      load_mask_head_weights(WeightStore::open(default_model()), demo_mask_head_network(),
                             {.channels = 64, .classes = static_cast<int>(classes.size())});
  const HostTensor<float, 3> logits = mask_head(regions, valid.labels, weights);
  std::cout << regions.features.shape(0) << " regions of " << regions.features.shape(1) << " x "
            << regions.features.shape(2) << " x " << regions.features.shape(3)
            << " become logits of " << logits.shape(1) << " x " << logits.shape(2) << "\n";

  // step 2: sigmoid, then every pixel of the box is interpolated and compared with the threshold
  const PasteParams params = demo_paste_params();
  const InstanceMasks<Host> found = paste(logits, valid, frame, size, params);
  for (std::size_t d = 0; d < std::min<std::size_t>(4, found.boxes.size()); ++d) {
    const auto pixels = found.masks.size() / found.boxes.size();
    const auto* first = found.masks.data() + d * pixels;
    const auto inside = std::count(first, first + pixels, std::uint8_t{1});
    const double share = static_cast<double>(inside) / area(found.boxes(d));
    std::cout << "\n"
              << classes.at(static_cast<std::size_t>(found.labels(d))) << " "
              << fixed_decimals(found.scores(d), 2) << ": " << inside << " pixels, "
              << fixed_decimals(100.0 * share, 0) << " % of its box\n";
    print_mask(found.probabilities, d);
  }

  // step 2 on the device, one thread per pixel
  const DeviceTensor<float, 3> device_logits = to_device(logits);
  const Detections<Device> device_valid = to_device(valid);
  show_both_sides(
      [&] { return paste(logits, valid, frame, size, params).probabilities; },
      [&] { return paste(device_logits, device_valid, frame, size, params).probabilities; });

  write_png(picture, draw_masks(saved.image(), found, classes));
}

}  // namespace
}  // namespace mrcnn

int main(int argc, char** argv) {
  return mrcnn::main_of_demo(argc, argv, "demo_6_masks.png", mrcnn::show_masks);
}
