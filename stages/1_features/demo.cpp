// Stage 1 on its own: what does every patch of an image look like, at five scales?
#include <algorithm>
#include <iostream>
#include <utility>

#include "common/image/preprocess.hpp"
#include "common/io/bundled_files.hpp"
#include "common/io/number_text.hpp"

#include "stages/1_features/features.hpp"
#include "stages/1_features/features_transfer.hpp"
#include "stages/program/demo/bundled_trace.hpp"
#include "stages/program/demo/demo_both_sides.hpp"
#include "stages/program/demo/demo_program.hpp"

#include "viz/1_features.hpp"
#include "viz/image_io.hpp"

namespace mrcnn {

/// How the bundled model is built, and the size of the images it expects.
FeaturesParams demo_features_params() {
  return {.blocks = {3, 4, 23, 3}, .base_channels = 16, .fpn_channels = 64};
}

ImageParams demo_image_params() {
  return {.min_size = 256, .max_size = 256};
}

namespace {

/// Shape, stride, range, and how many of the values are exactly 0.
void print_map(const std::string& name, const HostTensor<float, 3>& map, std::size_t input_rows) {
  const auto [low, high] = std::minmax_element(map.begin(), map.end());
  const auto zeros = static_cast<double>(std::count(map.begin(), map.end(), 0.0F));
  std::cout << name << "  " << map.shape(0) << " x " << map.shape(1) << " x " << map.shape(2)
            << ", one cell is " << input_rows / map.shape(0) << " pixels, values "
            << fixed_decimals(*low, 2) << " .. " << fixed_decimals(*high, 2) << ", "
            << fixed_decimals(100.0 * zeros / static_cast<double>(map.size()), 0) << " % zeros\n";
}

void show_features(const std::filesystem::path& picture) {
  // stage 0: the image becomes the network's input
  const InputImage<Host> image = BundledTrace().image();
  const NetworkInput<Host> input = preprocess(image, demo_image_params());
  const auto& [rows, columns, channels] = input.pixels.shape();
  std::cout << "image  " << image.pixels.shape(0) << " x " << image.pixels.shape(1)
            << " x 3, pixel values 0 .. 255\n"
            << "input  " << rows << " x " << columns << " x " << channels
            << ", the first pixel is (" << fixed_decimals(input.pixels(0, 0, 0), 3) << ", "
            << fixed_decimals(input.pixels(0, 0, 1), 3) << ", "
            << fixed_decimals(input.pixels(0, 0, 2), 3) << ")\n\n";

  // the stage itself: a residual network going up, the pyramid coming down
  const FeaturesWeights<Host> weights =
      load_features_weights(WeightStore::open(default_model()), demo_features_params());
  FeaturesTrace<Host> backbone;
  const FeaturePyramid<Host> pyramid = features(input, weights, {}, &backbone);

  // C maps end with a ReLU, so many of their values are 0; P maps do not
  for (std::size_t i = 0; i < backbone.c.size(); ++i) {
    print_map("C" + std::to_string(i + kLowestLevel), backbone.c[i], rows);
  }
  std::cout << "\n";
  for (std::size_t i = 0; i < pyramid.levels.size(); ++i) {
    print_map("P" + std::to_string(i + kLowestLevel), pyramid.levels[i], rows);
  }

  // the same on the device; P2 is the largest map
  const NetworkInput<Device> device_input = to_device(input);
  const FeaturesWeights<Device> device_weights = to_device(weights);
  show_both_sides([&] { return std::move(features(input, weights).levels[0]); },
                  [&] { return std::move(features(device_input, device_weights).levels[0]); });

  write_png(picture, draw_features(image, backbone, pyramid));
}

}  // namespace
}  // namespace mrcnn

int main(int argc, char** argv) {
  return mrcnn::main_of_demo(argc, argv, "demo_1_features.png", mrcnn::show_features);
}
