#include "viz/0_image.hpp"

#include <algorithm>
#include <cmath>

#include "common/error.hpp"
#include "common/io/number_text.hpp"

#include "viz/box_drawing.hpp"
#include "viz/sheet.hpp"

namespace mrcnn {

namespace {

/// Normalised values as pixel values: -2.2 is about black, 2.7 about white.
HostTensor<std::uint8_t, 3> normalised_as_rgb(const HostTensor<float, 3>& pixels) {
  constexpr float kBlack = -2.2F;
  constexpr float kWhite = 2.7F;
  auto rgb = make_tensor<std::uint8_t>({pixels.shape(0), pixels.shape(1), 3});
  std::transform(pixels.begin(), pixels.end(), rgb.begin(), [](float v) {
    const float share = std::clamp((v - kBlack) / (kWhite - kBlack), 0.0F, 1.0F);
    return static_cast<std::uint8_t>(std::lround(share * 255.0F));
  });
  return rgb;
}

HostTensor<std::uint8_t, 3> at_slide_size(const HostTensor<std::uint8_t, 3>& rgb) {
  return draw_boxes({rgb}, {});
}

std::string extent(const HostTensor<std::uint8_t, 3>& rgb) {
  return concat(rgb.shape(0), " x ", rgb.shape(1), " x 3");
}

}  // namespace

HostTensor<std::uint8_t, 3> draw_input(const InputImage<Host>& image,
                                       const NetworkInput<Host>& input) {
  const auto [low, high] = std::minmax_element(input.pixels.begin(), input.pixels.end());
  const HostTensor<std::uint8_t, 3> seen = normalised_as_rgb(input.pixels);
  return draw_sheet(
      {.title = "Stage 0: the network's input",
       .subtitle = concat("normalised, resized to ", input.resized.height, " x ",
                          input.resized.width, ", padded to ", seen.shape(0), " x ", seen.shape(1)),
       .legend = {},
       .panels = {{"image", extent(image.pixels) + ",  0 .. 255", at_slide_size(image.pixels)},
                  {"input",
                   extent(seen) + ",  " + fixed_decimals(*low, 1) + " .. " +
                       fixed_decimals(*high, 1),
                   at_slide_size(seen)}},
       .columns = 2});
}

InputImage<Host> resized_image(const NetworkInput<Host>& input, const ImageParams& params) {
  const InputPlace place = input_place(input.resized, params);
  const bool is_at_origin = place.top == 0 && place.left == 0;
  const ImageSize shown = is_at_origin ? input.resized : place.padded;
  const auto height = static_cast<std::size_t>(shown.height);
  const auto width = static_cast<std::size_t>(shown.width);
  InputImage<Host> image{make_tensor<std::uint8_t>({height, width, 3})};
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 0; x < width; ++x) {
      for (std::size_t c = 0; c < 3; ++c) {
        const float value =
            (input.pixels(y, x, c) * params.std[c] + params.mean[c]) * params.divisor;
        image.pixels(y, x, params.channel_order == ChannelOrder::rgb ? c : 2 - c) =
            static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0F, 255.0F)));
      }
    }
  }
  return image;
}

}  // namespace mrcnn
