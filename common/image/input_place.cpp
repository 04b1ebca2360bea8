#include "common/error.hpp"
#include "common/image/preprocess.hpp"

namespace mrcnn {
namespace {

int padded_side(int side) {
  constexpr int kStride = 32;  // five halvings in the backbone
  return (side + kStride - 1) / kStride * kStride;
}

}  // namespace

InputPlace input_place(ImageSize resized, const ImageParams& params) {
  if (params.padding == Padding::bottom_right) {
    return {{padded_side(resized.height), padded_side(resized.width)}, 0, 0};
  }
  const int side = padded_side(params.max_size);
  check_shape(resized.height <= side && resized.width <= side, "preprocess: the resized image has ",
              resized.height, " x ", resized.width, " pixels, expected at most ", side, " x ", side,
              ", the square input");
  return {{side, side}, (side - resized.height) / 2, (side - resized.width) / 2};
}

}  // namespace mrcnn
