// Stage 1 on its own: what every patch of a scene looks like, at five sizes.
#include <algorithm>
#include <iostream>
#include <utility>

#include "common/image/preprocess.hpp"

#include "stages/1_features/features.hpp"
#include "stages/pipeline/model/default_model.hpp"
#include "stages/pipeline/model/model.hpp"
#include "stages/pipeline/transfer.hpp"
#include "stages/program/demo/demo_both_sides.hpp"
#include "stages/program/demo/demo_program.hpp"

#include "viz/0_image.hpp"
#include "viz/1_features.hpp"
#include "viz/image_io.hpp"

namespace mrcnn {
namespace {

/// Shape, stride, range, and how much of the map is exactly 0.
void print_map(const std::string& name, const HostTensor<float, 3>& map, std::size_t input_rows) {
  const auto [low, high] = std::minmax_element(map.begin(), map.end());
  const auto zeros = std::count(map.begin(), map.end(), 0.0F);
  std::cout << name << "  " << map.shape(0) << " x " << map.shape(1) << " x " << map.shape(2)
            << ", one cell is " << input_rows / map.shape(0) << " pixels, values "
            << column(*low, 2, 0) << " .. " << column(*high, 2, 0) << ", "
            << column(100.0 * static_cast<double>(zeros) / static_cast<double>(map.size()), 0, 0)
            << " % zeros\n";
}

void show_features(const std::filesystem::path& picture) {
  // stage 0: the photograph becomes the network's input
  const Model model = load_model(default_model());
  const InputImage<Host> scene = read_image_file(demo_scene()).image;
  const NetworkInput<Host> input = preprocess(scene, model.config.image);
  std::cout << "photograph  " << scene.pixels.shape(0) << " x " << scene.pixels.shape(1)
            << " x 3, grey levels 0 .. 255\n"
            << "input       " << input.pixels.shape(0) << " x " << input.pixels.shape(1)
            << " x 3, the first pixel is (" << column(input.pixels(0, 0, 0), 3, 0) << ", "
            << column(input.pixels(0, 0, 1), 3, 0) << ", " << column(input.pixels(0, 0, 2), 3, 0)
            << ")\n\n";

  // the stage itself: a residual network going up, the pyramid coming down
  FeaturesTrace<Host> backbone;
  const FeaturePyramid<Host> pyramid = features(input, model.features, {}, &backbone);

  // C maps end with a ReLU, so many of their values are 0; P maps do not
  for (std::size_t i = 0; i < backbone.c.size(); ++i) {
    print_map("C" + std::to_string(i + kLowestLevel), backbone.c[i], input.pixels.shape(0));
  }
  std::cout << "\n";
  for (std::size_t i = 0; i < pyramid.levels.size(); ++i) {
    print_map("P" + std::to_string(i + kLowestLevel), pyramid.levels[i], input.pixels.shape(0));
  }

  // the same on the device; P2 is the largest map
  const NetworkInput<Device> device_input = to_device(input);
  const FeaturesWeights<Device> device_weights = to_device(model.features);
  show_both_sides([&] { return std::move(features(input, model.features).levels[0]); },
                  [&] { return std::move(features(device_input, device_weights).levels[0]); });

  write_png(picture,
            draw_features(resized_photograph(input, model.config.image), backbone, pyramid));
}

}  // namespace
}  // namespace mrcnn

int main(int argc, char** argv) {
  return mrcnn::main_of_demo(argc, argv, "demo_1_features.png", mrcnn::show_features);
}
