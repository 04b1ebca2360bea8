#include "common/image/preprocess.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <xtensor/xadapt.hpp>
#include <xtensor/xmath.hpp>

#include "common/error.hpp"

namespace mrcnn {
namespace {

constexpr int kStrideOfInput = 32;  // five halvings in the backbone
constexpr int kLargestSide = 1 << 15;

/// Where one destination row or column reads: two source cells and their weights.
struct Tap {
  std::size_t low, high;
  float low_weight, high_weight;
};

// [taps]
std::vector<Tap> bilinear_taps(std::size_t source, std::size_t destination) {
  std::vector<Tap> taps(destination);
  if (source == destination) {
    for (std::size_t i = 0; i < destination; ++i) {
      taps[i] = {i, i, 1.0F, 0.0F};
    }
    return taps;
  }
  const float scale = static_cast<float>(source) / static_cast<float>(destination);
  for (std::size_t i = 0; i < destination; ++i) {
    const double center = static_cast<double>(scale) * (static_cast<double>(i) + 0.5) - 0.5;
    const double position = std::max(0.0, center);
    const std::size_t low = std::min(static_cast<std::size_t>(position), source - 1);
    const std::size_t high = std::min(low + 1, source - 1);
    const auto high_weight = static_cast<float>(position - static_cast<double>(low));
    taps[i] = {low, high, 1.0F - high_weight, high_weight};
  }
  return taps;
}

// [/taps]

double scale_factor(ImageSize original, const ImageParams& params) {
  const int shorter = std::min(original.height, original.width);
  const int longer = std::max(original.height, original.width);
  if (params.scale_rule == ScaleRule::double_precision) {
    return std::min(static_cast<double>(params.min_size) / shorter,
                    static_cast<double>(params.max_size) / longer);
  }
  const float by_short = 1.0F / static_cast<float>(shorter) * static_cast<float>(params.min_size);
  const float by_long = 1.0F / static_cast<float>(longer) * static_cast<float>(params.max_size);
  return static_cast<double>(std::min(by_short, by_long));
}

int scaled_side(int side, double factor) {
  const double scaled = std::floor(static_cast<double>(side) * factor);
  check_shape(scaled <= kLargestSide, "preprocess: a side of ", side, " pixels would become ",
              scaled, ", expected at most ", kLargestSide);
  return std::max(1, static_cast<int>(scaled));
}

std::size_t padded_side(int side) {
  return static_cast<std::size_t>((side + kStrideOfInput - 1) / kStrideOfInput * kStrideOfInput);
}

// [normalise]
HostTensor<float, 3> normalised(const Image<Host>& image, const ImageParams& params) {
  const auto mean = xt::adapt(params.mean);
  const auto std = xt::adapt(params.std);
  return (xt::cast<float>(image.pixels) / 255.0F - mean) / std;
}

// [/normalise]

}  // namespace

ImageSize resized_size(ImageSize original, const ImageParams& params) {
  check_shape(original.height > 0 && original.width > 0, "preprocess: an image of ",
              original.height, " x ", original.width, " pixels");
  const double factor = scale_factor(original, params);
  return {scaled_side(original.height, factor), scaled_side(original.width, factor)};
}

HostTensor<float, 3> resize_bilinear(const HostTensor<float, 3>& source, ImageSize size) {
  check_shape(source.size() > 0 && size.height > 0 && size.width > 0, "resize_bilinear: from ",
              source.shape(0), " x ", source.shape(1), " to ", size.height, " x ", size.width);
  const std::vector<Tap> rows =
      bilinear_taps(source.shape(0), static_cast<std::size_t>(size.height));
  const std::vector<Tap> columns =
      bilinear_taps(source.shape(1), static_cast<std::size_t>(size.width));
  const std::size_t channels = source.shape(2);
  auto result = make_tensor<float>({rows.size(), columns.size(), channels});
#pragma omp parallel for
  for (std::ptrdiff_t row = 0; row < static_cast<std::ptrdiff_t>(rows.size()); ++row) {
    const auto y = static_cast<std::size_t>(row);
    const Tap& r = rows[y];
    for (std::size_t x = 0; x < columns.size(); ++x) {
      const Tap& k = columns[x];
      for (std::size_t c = 0; c < channels; ++c) {
        const float top =
            k.low_weight * source(r.low, k.low, c) + k.high_weight * source(r.low, k.high, c);
        const float bottom =
            k.low_weight * source(r.high, k.low, c) + k.high_weight * source(r.high, k.high, c);
        result(y, x, c) = r.low_weight * top + r.high_weight * bottom;
      }
    }
  }
  return result;
}

NetworkInput<Host> preprocess(const Image<Host>& image, const ImageParams& params) {
  check_shape(image.pixels.shape(2) == 3, "preprocess: an image of ", image.pixels.shape(2),
              " channels, expected 3");
  const ImageSize original{static_cast<int>(image.pixels.shape(0)),
                           static_cast<int>(image.pixels.shape(1))};
  const ImageSize resized = resized_size(original, params);
  const HostTensor<float, 3> pixels = resize_bilinear(normalised(image, params), resized);

  NetworkInput<Host> input{
      filled_tensor<float>({padded_side(resized.height), padded_side(resized.width), 3}, 0.0F),
      resized, original};
  for (std::size_t y = 0; y < pixels.shape(0); ++y) {
    std::copy_n(&pixels(y, 0, 0), pixels.shape(1) * 3, &input.pixels(y, 0, 0));
  }
  return input;
}

}  // namespace mrcnn
