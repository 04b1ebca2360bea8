#include <mrcnn/image.hpp>

#include "common/error.hpp"

namespace mrcnn {

Image image_view(const std::uint8_t* pixels, int height, int width, std::size_t row_bytes) {
  constexpr std::size_t kChannels = 3;
  if (pixels == nullptr) {
    throw InputError("image_view: pixels is null, expected the first pixel");
  }
  if (height < 1 || width < 1) {
    throw InputError(
        concat("image_view: ", height, "x", width, " (height x width), expected both at least 1"));
  }
  const std::size_t packed = kChannels * static_cast<std::size_t>(width);
  if (row_bytes != 0 && row_bytes < packed) {
    throw InputError(concat("image_view: row_bytes is ", row_bytes, ", expected at least ", packed,
                            " for ", width, " pixels of 3 bytes"));
  }
  Image image;
  image.pixels = pixels;
  image.height = height;
  image.width = width;
  image.row_bytes = row_bytes == 0 ? packed : row_bytes;
  return image;
}

}  // namespace mrcnn
