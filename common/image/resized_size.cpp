#include <algorithm>
#include <cmath>

#include "common/error.hpp"
#include "common/image/preprocess.hpp"

namespace mrcnn {
namespace {

constexpr int kLargestSide = 1 << 15;

// [factor]
double scale_factor(ImageSize original, const ImageParams& params) {
  const int shorter = std::min(original.height, original.width);
  const int longer = std::max(original.height, original.width);
  if (params.scale_rule == ScaleRule::float32) {
    return std::min<double>(
        1.0F / static_cast<float>(shorter) * static_cast<float>(params.min_size),
        1.0F / static_cast<float>(longer) * static_cast<float>(params.max_size));
  }
  const double by_short = 1.0 * params.min_size / shorter;
  const double by_long = 1.0 * params.max_size / longer;
  if (params.scale_rule == ScaleRule::double_precision) {
    return std::min(by_short, by_long);
  }
  const double enlarging = std::max(1.0, by_short);
  return std::nearbyint(longer * enlarging) > params.max_size ? by_long : enlarging;
}

// [/factor]

int scaled_side(int side, double factor, ScaleRule rule) {
  const double exact = side * factor;
  const double scaled =
      rule == ScaleRule::never_smaller ? std::nearbyint(exact) : std::floor(exact);
  check_shape(scaled <= kLargestSide, "preprocess: a side of ", side, " pixels would become ",
              scaled, ", expected at most ", kLargestSide);
  return std::max(1, static_cast<int>(scaled));
}

}  // namespace

ImageSize resized_size(ImageSize original, const ImageParams& params) {
  check_shape(original.height > 0 && original.width > 0, "preprocess: the image has ",
              original.height, " x ", original.width, " pixels, expected at least 1 x 1");
  const double factor = scale_factor(original, params);
  return {scaled_side(original.height, factor, params.scale_rule),
          scaled_side(original.width, factor, params.scale_rule)};
}

}  // namespace mrcnn
