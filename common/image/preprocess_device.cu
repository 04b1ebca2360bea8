#include "common/image/preprocess.hpp"
#include "common/tensor/for_each.cuh"
#include "common/tensor/reduce.cuh"

namespace mrcnn {
namespace {

/// An image and the rules for its pixel values, small enough to be an argument of every kernel
/// launch.
struct Source {
  View<const std::uint8_t, 3> pixels;  // (height, width, 3)
  ChannelOrder order;
  float divisor;
  float mean[3], std[3];

  /// Pixel value of the network's channel c; black outside.
  MRCNN_HD float value(Index y, Index x, int c) const {
    return is_inside(pixels, y, x) ? pixels(y, x, source_channel(c, order)) : 0.0F;
  }

  MRCNN_HD float normalised(float pixel_value, int c) const {
    return normalised_value(pixel_value, divisor, mean[c], std[c]);
  }
};

Source source_of(const InputImage<Device>& image, const ImageParams& params) {
  return {view(image.pixels),
          params.channel_order,
          params.divisor,
          {params.mean[0], params.mean[1], params.mean[2]},
          {params.std[0], params.std[1], params.std[2]}};
}

/// The darkest and the brightest value of an image.
struct ValueRange {
  std::uint8_t lowest, highest;
};

struct UnionOfRanges {
  MRCNN_HD ValueRange operator()(ValueRange a, ValueRange b) const {
    return {a.lowest < b.lowest ? a.lowest : b.lowest,
            a.highest > b.highest ? a.highest : b.highest};
  }
};

DeviceTensor<ValueRange, 1> value_range(const DeviceTensor<std::uint8_t, 3>& pixels) {
  const View<const std::uint8_t, 1> value(pixels.data(), pixels.size());
  // range <- the smallest and the largest value[i]
  return reduce_on_device<ValueRange>(
      value.size(), {255, 0},
      [=] MRCNN_HD(Index i) {
        return ValueRange{value(i), value(i)};
      },
      UnionOfRanges{});
}

MRCNN_HD inline ResizeTap tap_of(Resampling rule, Index index, Index source, Index destination) {
  return rule == Resampling::repeat_edge ? resize_tap(index, source, destination)
                                         : resize_tap_outside(index, source, destination);
}

/// Channel c of the resized image between four pixels, normalised before (repeat_edge) or after
/// (zero_outside) resampling.
MRCNN_HD inline float resampled(const Source& s, Resampling rule,
                                const View<const ValueRange, 1>& range, const ResizeTap& row,
                                const ResizeTap& column, int c) {
  const float top_left = s.value(row.low, column.low, c);
  const float top_right = s.value(row.low, column.high, c);
  const float bottom_left = s.value(row.high, column.low, c);
  const float bottom_right = s.value(row.high, column.high, c);
  if (rule == Resampling::repeat_edge) {
    return bilinear(s.normalised(top_left, c), s.normalised(top_right, c),
                    s.normalised(bottom_left, c), s.normalised(bottom_right, c),
                    static_cast<float>(column.high_weight), static_cast<float>(row.high_weight));
  }
  return s.normalised(
      bilinear_pixel_value(top_left, top_right, bottom_left, bottom_right, column.high_weight,
                           row.high_weight, range(0).lowest, range(0).highest),
      c);
}

}  // namespace

// [preprocess]
NetworkInput<Device> preprocess(const InputImage<Device>& image, const ImageParams& params) {
  check_image(image.pixels.shape());
  const ImageSize original = size_of(image.pixels);
  const ImageSize resized = resized_size(original, params);
  const InputPlace place = input_place(resized, params);
  NetworkInput<Device> input{
      make_device_tensor<float>({place.padded.height, place.padded.width, 3}), resized, original};

  const Source source = source_of(image, params);
  const Resampling rule = params.resampling;
  const bool needs_range = rule == Resampling::zero_outside;
  const auto ranges = needs_range ? value_range(image.pixels) : DeviceTensor<ValueRange, 1>({1});
  const View<const ValueRange, 1> range = view(ranges);
  const bool black = params.padding_color == PaddingColor::black;
  const View<float, 3> out = view(input.pixels);
  // out[y][x][c] <- the resized image, or padding: one thread per pixel, no intermediate is stored
  for_each_index(cells_of(place.padded), [=] MRCNN_HD(Index i) {
    const Index out_y = i / out.extent(1);
    const Index out_x = i % out.extent(1);
    const Index y = out_y - place.top;
    const Index x = out_x - place.left;
    const bool inside = y >= 0 && y < resized.height && x >= 0 && x < resized.width;
    const ResizeTap row = tap_of(rule, y, original.height, resized.height);
    const ResizeTap column = tap_of(rule, x, original.width, resized.width);
    for (int c = 0; c < 3; ++c) {
      const float padding = black ? source.normalised(0.0F, c) : 0.0F;
      out(out_y, out_x, c) = inside ? resampled(source, rule, range, row, column, c) : padding;
    }
  });
  return input;
}

// [/preprocess]

}  // namespace mrcnn
