#pragma once
#include <cstddef>

namespace mrcnn {

/// The extents of one convolution over `maps` maps of one size.
struct ConvShape {
  std::size_t maps, height, width, channels;
  std::size_t out_height, out_width, out_channels;
  std::size_t kernel_height, kernel_width;
  std::size_t stride, padding;

  [[nodiscard]] std::size_t out_cells() const { return maps * out_height * out_width; }

  [[nodiscard]] std::size_t depth() const { return kernel_height * kernel_width * channels; }
};

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

/// out(row, o) = max(0, out(row, o) + bias(o)), or without the maximum. NaN stays NaN.
void add_bias(float* out, std::size_t rows, std::size_t channels, const float* bias, bool relu);

}  // namespace mrcnn
