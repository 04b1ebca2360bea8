#pragma once
#include <array>
#include <cmath>
#include <cstdint>

#include "common/host_device.hpp"
#include "common/tensor/view.hpp"

namespace mrcnn {

/// What bilinear resampling reads beyond the border of the image, and of what.
enum class Resampling {
  repeat_edge,   // of normalised values; the border pixel is repeated, as in torch
  zero_outside,  // of pixel values; black beyond the border; the result is truncated to whole
                 // values
};

constexpr auto names_of(Resampling) {
  return std::array{"repeat_edge", "zero_outside"};
}

/// Where one destination row or column reads: two source cells and the weight of the second. -1 and
/// `source` are cells outside.
struct ResizeTap {
  Index low, high;
  double high_weight;
};

// [half_pixel]
/// Half-pixel centres, and the border repeated. Without a change of size, every cell is copied. The
/// scale is float32 but the position double, as in torch: float32 positions would shift the weights
/// of a 1920-pixel row by up to 6e-5.
MRCNN_HD inline ResizeTap resize_tap(Index index, Index source, Index destination) {
  if (source == destination) {
    return {index, index, 0.0};
  }
  const double scale{static_cast<float>(source) / static_cast<float>(destination)};
  const double center = scale * (static_cast<double>(index) + 0.5) - 0.5;
  const double position = center > 0.0 ? center : 0.0;
  const auto cell = static_cast<Index>(position);
  const Index low = cell < source - 1 ? cell : source - 1;
  const Index high = low + 1 < source - 1 ? low + 1 : source - 1;
  return {low, high, position - static_cast<double>(low)};
}

// [/half_pixel]

/// Half-pixel centres in double; positions beyond the border give cells outside.
MRCNN_HD inline ResizeTap resize_tap_outside(Index index, Index source, Index destination) {
  if (source == destination) {
    return {index, index, 0.0};
  }
  const double scale = static_cast<double>(source) / static_cast<double>(destination);
  const double center = scale * (static_cast<double>(index) + 0.5) - 0.5;
  const double low = std::floor(center);
  const auto cell = static_cast<Index>(low);
  return {cell, cell + 1, center - low};
}

// [bilinear]
/// Between four cells in float32.
MRCNN_HD inline float bilinear(float top_left, float top_right, float bottom_left,
                               float bottom_right, float right_weight, float bottom_weight) {
  const float left_weight = 1.0F - right_weight;
  const float top_weight = 1.0F - bottom_weight;
  const float top = left_weight * top_left + right_weight * top_right;
  const float bottom = left_weight * bottom_left + right_weight * bottom_right;
  return top_weight * top + bottom_weight * bottom;
}

// [/bilinear]

// [pixel_value]
/// Between four pixel values in double, limited to the range of the image, truncated to a whole
/// value.
MRCNN_HD inline std::uint8_t bilinear_pixel_value(double top_left, double top_right,
                                                  double bottom_left, double bottom_right,
                                                  double right_weight, double bottom_weight,
                                                  double lowest, double highest) {
  const double top = (1.0 - right_weight) * top_left + right_weight * top_right;
  const double bottom = (1.0 - right_weight) * bottom_left + right_weight * bottom_right;
  const double value = (1.0 - bottom_weight) * top + bottom_weight * bottom;
  return static_cast<std::uint8_t>(value < lowest ? lowest : (value > highest ? highest : value));
}

// [/pixel_value]

/// Which color the first channel of the network's input is.
enum class ChannelOrder { rgb, bgr };

constexpr auto names_of(ChannelOrder) {
  return std::array{"rgb", "bgr"};
}

/// Channel c of the network's input is this channel of the image.
MRCNN_HD inline Index source_channel(Index c, ChannelOrder order) {
  return order == ChannelOrder::rgb ? c : 2 - c;
}

/// A pixel value as the network sees it.
MRCNN_HD inline float normalised_value(float pixel_value, float divisor, float mean, float std) {
  return (pixel_value / divisor - mean) / std;
}

}  // namespace mrcnn
