#pragma once
#include <array>

#include "common/tensor/host_tensor.hpp"
#include "common/types/image.hpp"

namespace mrcnn {

/// How the factor from the original to the resized image is computed.
enum class ScaleRule {
  double_precision,  // min(min_size / short, max_size / long) in double
  float32,           // torchvision 0.14.1: f32 reciprocals, then products; 427x640 becomes 799 rows
};

struct ImageParams {
  int min_size = 800;   // the short side is resized to this, pixels
  int max_size = 1333;  // unless the long side would exceed this
  std::array<float, 3> mean = {0.485F, 0.456F, 0.406F};  // RGB, of values in [0, 1]
  std::array<float, 3> std = {0.229F, 0.224F, 0.225F};
  ScaleRule scale_rule = ScaleRule::double_precision;
};

/// Height and width after resizing, before padding; a side is at least 1. Throws ShapeError for an
/// empty image, or if a side would exceed 2^15.
ImageSize resized_size(ImageSize original, const ImageParams& params);

/// Bilinear resampling with half-pixel centres, edges repeated, no antialiasing.
///
///   source   (H, W, C)
///   returns  (size.height, size.width, C)
///
/// Sources are located in double: in float32 the weights of a 1920-pixel row would be off by 6e-5.
HostTensor<float, 3> resize_bilinear(const HostTensor<float, 3>& source, ImageSize size);

/// Stage 0: scale to [0, 1], normalise, resize, pad with 0 at the bottom and right to multiples
/// of 32.
NetworkInput<Host> preprocess(const Image<Host>& image, const ImageParams& params = {});

}  // namespace mrcnn
