#include "common/image/preprocess.hpp"

#include <algorithm>

#include "common/error.hpp"
#include "common/image/resize.hpp"

namespace mrcnn {
namespace {

// [normalise]
HostTensor<float, 3> normalised(const HostTensor<std::uint8_t, 3>& pixels,
                                const ImageParams& params) {
  auto result = HostTensor<float, 3>::from_shape(pixels.shape());
  for (std::size_t y = 0; y < pixels.shape(0); ++y) {
    for (std::size_t x = 0; x < pixels.shape(1); ++x) {
      for (std::size_t c = 0; c < 3; ++c) {
        const std::uint8_t value = pixels(y, x, source_channel(c, params.channel_order));
        result(y, x, c) = normalised_value(value, params.divisor, params.mean[c], params.std[c]);
      }
    }
  }
  return result;
}

// [/normalise]

/// The resized image as the network sees it.
HostTensor<float, 3> resized_values(const InputImage<Host>& image, ImageSize resized,
                                    const ImageParams& params) {
  return params.resampling == Resampling::repeat_edge
             ? resize_bilinear(normalised(image.pixels, params), resized)
             : normalised(resize_pixel_values(image.pixels, resized), params);
}

/// An input of padding only.
HostTensor<float, 3> padding(ImageSize size, const ImageParams& params) {
  if (params.padding_color == PaddingColor::mean) {
    return filled_tensor<float>({size.height, size.width, 3}, 0.0F);
  }
  return normalised(filled_tensor<std::uint8_t>({size.height, size.width, 3}, 0), params);
}

}  // namespace

NetworkInput<Host> preprocess(const InputImage<Host>& image, const ImageParams& params) {
  check_image(image.pixels.shape());
  const ImageSize original = size_of(image.pixels);
  const ImageSize resized = resized_size(original, params);
  const InputPlace place = input_place(resized, params);
  const HostTensor<float, 3> pixels = resized_values(image, resized, params);

  NetworkInput<Host> input{padding(place.padded, params), resized, original};
  for (int y = 0; y < resized.height; ++y) {
    std::copy_n(&pixels(y, 0, 0), 3 * resized.width, &input.pixels(y + place.top, place.left, 0));
  }
  return input;
}

void check_image(const std::array<std::size_t, 3>& shape) {
  check_shape(shape[2] == 3, "preprocess: the image has ", shape[2], " channels, expected 3");
}

}  // namespace mrcnn
