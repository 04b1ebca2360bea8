#pragma once
#include <array>

#include "common/image/preprocess_math.hpp"
#include "common/tensor/device_tensor.hpp"
#include "common/tensor/host_tensor.hpp"
#include "common/types/image.hpp"

namespace mrcnn {

/// How the size of the resized image follows from min_size and max_size.
enum class ScaleRule {
  double_precision,  // factor min(min_size / short, max_size / long) in double; sides are truncated
  float32,           // torchvision 0.14.1: f32 reciprocals, then products; 427x640 becomes 799 rows
  never_smaller,     // matterport "square": factor 1 at least, unless the long side would then
                     // exceed max_size; sides are rounded half to even
};

constexpr auto names_of(ScaleRule) {
  return std::array{"double", "float32", "never_smaller"};
}

/// Where the resized image lies in the network's input.
enum class Padding {
  bottom_right,  // at the top left; sides are padded to multiples of 32
  square,        // in the middle of max_size x max_size
};

constexpr auto names_of(Padding) {
  return std::array{"bottom_right", "square"};
}

/// What the padding looks like to the network.
enum class PaddingColor {
  mean,   // 0 after normalising
  black,  // pixel value 0 before it
};

constexpr auto names_of(PaddingColor) {
  return std::array{"mean", "black"};
}

struct ImageParams {
  int min_size = 800;   // the short side is resized to this, pixels
  int max_size = 1333;  // unless the long side would exceed this
  ScaleRule scale_rule = ScaleRule::double_precision;
  Resampling resampling = Resampling::repeat_edge;
  Padding padding = Padding::bottom_right;
  PaddingColor padding_color = PaddingColor::mean;
  ChannelOrder channel_order = ChannelOrder::rgb;
  float divisor = 255.0F;                                // pixel values are divided by this first
  std::array<float, 3> mean = {0.485F, 0.456F, 0.406F};  // of each channel after that
  std::array<float, 3> std = {0.229F, 0.224F, 0.225F};
};

/// Height and width after resizing, before padding; a side is at least 1. Throws ShapeError for an
/// empty image, or if a side would exceed 2^15.
ImageSize resized_size(ImageSize original, const ImageParams& params);

/// Where an image of `resized` pixels lies in the network's input. Throws ShapeError if it does not
/// fit into a square input.
InputPlace input_place(ImageSize resized, const ImageParams& params);

/// Stage 0: normalise, resize, pad, as the parameters say. Throws ShapeError unless the image has
/// three channels, and as resized_size() and input_place() do.
NetworkInput<Host> preprocess(const InputImage<Host>& image, const ImageParams& params = {});
NetworkInput<Device> preprocess(const InputImage<Device>& image, const ImageParams& params = {});

/// The checks of preprocess() on the shape of an image.
void check_image(const std::array<std::size_t, 3>& shape);

}  // namespace mrcnn
