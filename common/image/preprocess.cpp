#include "common/image/preprocess.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "common/error.hpp"

namespace mrcnn {
namespace {

constexpr int kStrideOfInput = 32;  // five halvings in the backbone
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
  const double by_short = static_cast<double>(params.min_size) / shorter;
  const double by_long = static_cast<double>(params.max_size) / longer;
  if (params.scale_rule == ScaleRule::double_precision) {
    return std::min(by_short, by_long);
  }
  const double enlarging = std::max(1.0, by_short);
  return std::nearbyint(longer * enlarging) > params.max_size ? by_long : enlarging;
}

// [/factor]

int scaled_side(int side, double factor, ScaleRule rule) {
  const double exact = static_cast<double>(side) * factor;
  const double scaled =
      rule == ScaleRule::never_smaller ? std::nearbyint(exact) : std::floor(exact);
  check_shape(scaled <= kLargestSide, "preprocess: a side of ", side, " pixels would become ",
              scaled, ", expected at most ", kLargestSide);
  return std::max(1, static_cast<int>(scaled));
}

int padded_side(int side) {
  return (side + kStrideOfInput - 1) / kStrideOfInput * kStrideOfInput;
}

// [normalise]
HostTensor<float, 3> normalised(const HostTensor<std::uint8_t, 3>& pixels,
                                const ImageParams& params) {
  auto result = HostTensor<float, 3>::from_shape(pixels.shape());
  for (std::size_t y = 0; y < pixels.shape(0); ++y) {
    for (std::size_t x = 0; x < pixels.shape(1); ++x) {
      for (std::size_t c = 0; c < 3; ++c) {
        const std::uint8_t level = pixels(y, x, source_channel(c, params.channel_order));
        result(y, x, c) = normalised_value(level, params.divisor, params.mean[c], params.std[c]);
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
             : normalised(resize_grey_levels(image.pixels, resized), params);
}

/// An input of padding only.
HostTensor<float, 3> padding(ImageSize size, const ImageParams& params) {
  auto pixels = filled_tensor<float>(
      {static_cast<std::size_t>(size.height), static_cast<std::size_t>(size.width), 3}, 0.0F);
  if (params.padding_color == PaddingColor::black) {
    for (std::size_t i = 0; i < pixels.size(); ++i) {
      pixels.data()[i] =
          normalised_value(0.0F, params.divisor, params.mean[i % 3], params.std[i % 3]);
    }
  }
  return pixels;
}

std::vector<ResizeTap> resize_taps(std::size_t source, int destination, Resampling rule) {
  std::vector<ResizeTap> taps;
  for (int i = 0; i < destination; ++i) {
    taps.push_back(resize_tap(i, static_cast<std::int64_t>(source), destination, rule));
  }
  return taps;
}

template <class Map>
void check_sizes(const char* name, const Map& source, ImageSize size) {
  check_shape(source.size() > 0 && size.height > 0 && size.width > 0, name, ": from ",
              source.shape(0), " x ", source.shape(1), " to ", size.height, " x ", size.width);
}

}  // namespace

ImageSize resized_size(ImageSize original, const ImageParams& params) {
  check_shape(original.height > 0 && original.width > 0, "preprocess: an image of ",
              original.height, " x ", original.width, " pixels");
  const double factor = scale_factor(original, params);
  return {scaled_side(original.height, factor, params.scale_rule),
          scaled_side(original.width, factor, params.scale_rule)};
}

InputPlace input_place(ImageSize resized, const ImageParams& params) {
  if (params.padding == Padding::bottom_right) {
    return {{padded_side(resized.height), padded_side(resized.width)}, 0, 0};
  }
  const int side = padded_side(params.max_size);
  check_shape(resized.height <= side && resized.width <= side, "preprocess: a resized image of ",
              resized.height, " x ", resized.width, " pixels in a square of ", side);
  return {{side, side}, (side - resized.height) / 2, (side - resized.width) / 2};
}

HostTensor<float, 3> resize_bilinear(const HostTensor<float, 3>& source, ImageSize size) {
  check_sizes("resize_bilinear", source, size);
  const auto rows = resize_taps(source.shape(0), size.height, Resampling::repeat_edge);
  const auto columns = resize_taps(source.shape(1), size.width, Resampling::repeat_edge);
  const std::size_t channels = source.shape(2);
  auto result = make_tensor<float>({rows.size(), columns.size(), channels});
#pragma omp parallel for
  for (std::ptrdiff_t row = 0; row < static_cast<std::ptrdiff_t>(rows.size()); ++row) {
    const auto y = static_cast<std::size_t>(row);
    const ResizeTap& r = rows[y];
    const auto bottom_weight = static_cast<float>(r.high_weight);
    for (std::size_t x = 0; x < columns.size(); ++x) {
      const ResizeTap& k = columns[x];
      const auto right_weight = static_cast<float>(k.high_weight);
      for (std::size_t c = 0; c < channels; ++c) {
        result(y, x, c) =
            bilinear(source(r.low, k.low, c), source(r.low, k.high, c), source(r.high, k.low, c),
                     source(r.high, k.high, c), right_weight, bottom_weight);
      }
    }
  }
  return result;
}

HostTensor<std::uint8_t, 3> resize_grey_levels(const HostTensor<std::uint8_t, 3>& source,
                                               ImageSize size) {
  check_sizes("resize_grey_levels", source, size);
  const auto rows = resize_taps(source.shape(0), size.height, Resampling::zero_outside);
  const auto columns = resize_taps(source.shape(1), size.width, Resampling::zero_outside);
  const auto height = static_cast<std::int64_t>(source.shape(0));
  const auto width = static_cast<std::int64_t>(source.shape(1));
  const auto range = std::minmax_element(source.begin(), source.end());
  const auto level = [&](std::int64_t y, std::int64_t x, std::size_t c) {
    return y >= 0 && y < height && x >= 0 && x < width ? static_cast<double>(source(y, x, c)) : 0.0;
  };
  auto result = make_tensor<std::uint8_t>({rows.size(), columns.size(), source.shape(2)});
#pragma omp parallel for
  for (std::ptrdiff_t row = 0; row < static_cast<std::ptrdiff_t>(rows.size()); ++row) {
    const auto y = static_cast<std::size_t>(row);
    const ResizeTap& r = rows[y];
    for (std::size_t x = 0; x < columns.size(); ++x) {
      const ResizeTap& k = columns[x];
      for (std::size_t c = 0; c < source.shape(2); ++c) {
        result(y, x, c) = bilinear_grey_level(
            level(r.low, k.low, c), level(r.low, k.high, c), level(r.high, k.low, c),
            level(r.high, k.high, c), k.high_weight, r.high_weight, *range.first, *range.second);
      }
    }
  }
  return result;
}

NetworkInput<Host> preprocess(const InputImage<Host>& image, const ImageParams& params) {
  check_shape(image.pixels.shape(2) == 3, "preprocess: an image of ", image.pixels.shape(2),
              " channels, expected 3");
  const ImageSize original{static_cast<int>(image.pixels.shape(0)),
                           static_cast<int>(image.pixels.shape(1))};
  const ImageSize resized = resized_size(original, params);
  const InputPlace place = input_place(resized, params);
  const HostTensor<float, 3> pixels = resized_values(image, resized, params);

  NetworkInput<Host> input{padding(place.padded, params), resized, original};
  for (std::size_t y = 0; y < pixels.shape(0); ++y) {
    std::copy_n(&pixels(y, 0, 0), pixels.shape(1) * 3,
                &input.pixels(y + static_cast<std::size_t>(place.top),
                              static_cast<std::size_t>(place.left), 0));
  }
  return input;
}

}  // namespace mrcnn
