#pragma once
#include <array>
#include <cstddef>

#include "common/nn/conv2d.hpp"

namespace mrcnn {

/// The extents of one convolution over `maps` maps of one size.
struct ConvShape {
  std::size_t maps, height, width, channels;
  std::size_t out_height, out_width, out_channels;
  std::size_t kernel_height, kernel_width;
  std::size_t stride, padding;

  [[nodiscard]] std::size_t out_cells() const { return maps * out_height * out_width; }

  /// A 1x1 convolution that is the matrix product of its input and its kernel as they lie.
  [[nodiscard]] bool is_plain_product() const {
    return kernel_height == 1 && kernel_width == 1 && stride == 1 && padding == 0;
  }

  [[nodiscard]] std::size_t depth() const { return kernel_height * kernel_width * channels; }
};

/// The shape of a convolution over `maps` maps of (height, width, channels).
///
///   kernel  (KH, KW, C_in, C_out)
///
/// Throws ShapeError if channels disagree or the kernel is larger than the padded input.
ConvShape conv_shape(std::size_t maps, std::size_t height, std::size_t width, std::size_t channels,
                     const std::array<std::size_t, 4>& kernel, std::size_t biases,
                     const Conv2dParams& params);

/// The raw arrays, laid out as conv2d.hpp says.
struct ConvArrays {
  const float* input;
  const float* kernel;
  const float* bias;
  float* out;
};

/// The definition, seven loops; sums in double, so it is the oracle the others are judged by.
void conv2d_reference(const ConvShape& shape, const ConvArrays& arrays, bool relu);

/// The textbook road to speed: patches become rows of a matrix, and the convolution one matrix
/// product. Works on blocks of kGemmRows output cells, so the matrix never exists as a whole.
void conv2d_im2col(const ConvShape& shape, const ConvArrays& arrays, bool relu);

/// Both of these on device memory. The patches lie in blocks of limited size.
void conv2d_reference_on_device(const ConvShape& shape, const ConvArrays& arrays, bool relu);
void conv2d_im2col_on_device(const ConvShape& shape, const ConvArrays& arrays, bool relu,
                             Math math);

/// out(row, o) = max(0, out(row, o) + bias(o)), or without the maximum. NaN stays NaN.
void add_bias(float* out, std::size_t rows, std::size_t channels, const float* bias, bool relu);
void add_bias_on_device(float* out, std::size_t rows, std::size_t channels, const float* bias,
                        bool relu);

}  // namespace mrcnn
