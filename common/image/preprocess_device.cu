#include "common/error.hpp"
#include "common/image/preprocess.hpp"
#include "common/tensor/for_each.cuh"

namespace mrcnn {
namespace {

/// A photograph and what becomes of its grey levels, small enough to travel with every launch.
struct Source {
  const std::uint8_t* pixels;  // (height, width, 3)
  std::int64_t height, width;
  ChannelOrder order;
  float divisor;
  float mean[3], std[3];

  /// Grey level of the network's channel c; black outside.
  MRCNN_HD float level(std::int64_t y, std::int64_t x, int c) const {
    const bool inside = y >= 0 && y < height && x >= 0 && x < width;
    const auto channel =
        static_cast<std::int64_t>(source_channel(static_cast<std::size_t>(c), order));
    return inside ? static_cast<float>(pixels[(y * width + x) * 3 + channel]) : 0.0F;
  }

  MRCNN_HD float normalised(float grey_level, int c) const {
    return normalised_value(grey_level, divisor, mean[c], std[c]);
  }
};

/// The darkest and the brightest level of a photograph.
struct LevelRange {
  std::uint8_t lowest, highest;
};

/// One mark per grey level instead of a reduction, whose result would come to the host.
DeviceTensor<LevelRange, 1> level_range(const DeviceTensor<std::uint8_t, 3>& pixels) {
  constexpr std::size_t kLevels = 256;
  DeviceTensor<std::uint8_t, 1> marks({kLevels});
  DeviceTensor<LevelRange, 1> ranges({1});
  const std::uint8_t* level = pixels.data();
  std::uint8_t* mark = marks.data();
  LevelRange* range = ranges.data();
  // mark[v] <- 0
  for_each_index(kLevels, [=] MRCNN_HD(std::ptrdiff_t v) { mark[v] = 0; });
  // mark[level[i]] <- 1; all that write, write the same
  for_each_index(pixels.size(), [=] MRCNN_HD(std::ptrdiff_t i) { mark[level[i]] = 1; });
  // range <- the first and the last mark
  for_each_index(1, [=] MRCNN_HD(std::ptrdiff_t) {
    int low = 0;
    int high = 255;
    while (low < 255 && mark[low] == 0) {
      ++low;
    }
    while (high > 0 && mark[high] == 0) {
      --high;
    }
    *range = {static_cast<std::uint8_t>(low), static_cast<std::uint8_t>(high)};
  });
  return ranges;
}

/// Channel c of the resized image between four pixels, normalised before (repeat_edge) or after
/// (zero_outside) resampling.
MRCNN_HD inline float resampled(const Source& s, Resampling rule, const LevelRange* range,
                                const ResizeTap& row, const ResizeTap& column, int c) {
  const float top_left = s.level(row.low, column.low, c);
  const float top_right = s.level(row.low, column.high, c);
  const float bottom_left = s.level(row.high, column.low, c);
  const float bottom_right = s.level(row.high, column.high, c);
  if (rule == Resampling::repeat_edge) {
    return bilinear(s.normalised(top_left, c), s.normalised(top_right, c),
                    s.normalised(bottom_left, c), s.normalised(bottom_right, c),
                    static_cast<float>(column.high_weight), static_cast<float>(row.high_weight));
  }
  return s.normalised(
      bilinear_grey_level(top_left, top_right, bottom_left, bottom_right, column.high_weight,
                          row.high_weight, range->lowest, range->highest),
      c);
}

}  // namespace

// [preprocess]
NetworkInput<Device> preprocess(const InputImage<Device>& image, const ImageParams& params) {
  const auto shape = image.pixels.shape();
  check_shape(shape[2] == 3, "preprocess: an image of ", shape[2], " channels, expected 3");
  const ImageSize original{static_cast<int>(shape[0]), static_cast<int>(shape[1])};
  const ImageSize resized = resized_size(original, params);
  const InputPlace place = input_place(resized, params);
  const auto width = static_cast<std::size_t>(place.padded.width);
  const auto height = static_cast<std::size_t>(place.padded.height);
  NetworkInput<Device> input{make_device_tensor<float>({height, width, 3}), resized, original};

  Source source{.pixels = image.pixels.data(),
                .height = original.height,
                .width = original.width,
                .order = params.channel_order,
                .divisor = params.divisor,
                .mean = {},
                .std = {}};
  for (std::size_t c = 0; c < 3; ++c) {
    source.mean[c] = params.mean[c];
    source.std[c] = params.std[c];
  }
  const Resampling rule = params.resampling;
  const bool cut_to_levels = rule == Resampling::zero_outside;
  const auto ranges = cut_to_levels ? level_range(image.pixels) : DeviceTensor<LevelRange, 1>({1});
  const LevelRange* range = ranges.data();
  const bool black = params.padding_color == PaddingColor::black;
  float* out = input.pixels.data();
  // out[y][x][c] <- the resized photograph, or padding: one thread a pixel, nothing in between is
  // stored
  for_each_index(height * width, [=] MRCNN_HD(std::ptrdiff_t i) {
    const std::int64_t y = i / static_cast<std::int64_t>(width) - place.top;
    const std::int64_t x = i % static_cast<std::int64_t>(width) - place.left;
    const bool inside = y >= 0 && y < resized.height && x >= 0 && x < resized.width;
    const ResizeTap row = inside ? resize_tap(y, source.height, resized.height, rule) : ResizeTap{};
    const ResizeTap column =
        inside ? resize_tap(x, source.width, resized.width, rule) : ResizeTap{};
    for (int c = 0; c < 3; ++c) {
      const float padding = black ? source.normalised(0.0F, c) : 0.0F;
      out[3 * i + c] = inside ? resampled(source, rule, range, row, column, c) : padding;
    }
  });
  return input;
}

// [/preprocess]

}  // namespace mrcnn
