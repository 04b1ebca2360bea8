#pragma once
#include "common/tensor/index.hpp"

// The innermost loops of the fast path. gemm_kernel.cpp and winograd_kernel.cpp are compiled once
// for every instruction set, and fast_kernels() chooses at run time. These files see no header with
// inline functions: the linker keeps one copy of such a function, and it might be the one for
// another processor.

namespace mrcnn {

/// Rows of one tile of a matrix product.
inline constexpr Index kTileRows = 6;

/// A tile of a matrix product: up to kTileRows rows of the left matrix times one panel of the right
/// one.
///
///   out[r][j] = (bias[j] or out[r][j]) + sum over t, k of rows[r][t * tap_stride + k] *
///               panel[(t * depth + k) * width + j], then + residual[r][j] and ReLU if asked
struct ProductTile {
  const float* const* rows;      // [count]
  const float* panel;            // (taps depth, width)
  float* const* out;             // [count]
  const float* bias;             // [width]; null: the sum continues what is in out
  const float* const* residual;  // [count]; null: none
  Index taps, tap_stride, depth;
  Index count, columns;  // of the tile; at most kTileRows, at most the panel's width
  bool relu;
};

/// The transforms of F(4x4, 3x3), from 6 x 6 cells of the input and to 4 x 4 of the output, for all
/// channels. Numbers of one of the 36 products lie `stride` apart from those of the next.
struct WinogradInput {
  const float* const* cells;  // [36], row by row
  float* out;                 // [36][channels, rounded up to whole vectors]
  Index stride, channels;
};

struct WinogradOutput {
  const float* products;  // [36][channels, rounded up to whole vectors]
  float* const* cells;    // [16], row by row; null: outside the map
  const float* bias;      // [channels, rounded up to whole vectors]
  Index stride, channels;
  bool relu;
};

/// The same loops for one instruction set.
struct FastKernels {
  const char* name;
  Index width;  // columns of a panel: as many as the registers hold
  void (*multiply)(const ProductTile& tile);
  void (*winograd_input)(const WinogradInput& patch);
  void (*winograd_output)(const WinogradOutput& patch);
};

/// The widest that this processor can run.
const FastKernels& fast_kernels();

/// Number `i` of those that this processor can run, from the plainest on; null after the last.
const FastKernels* fast_kernels_number(std::size_t i);

}  // namespace mrcnn

#if defined(MRCNN_KERNELS)

// Those of the instruction set that this file is compiled for.
namespace mrcnn::MRCNN_KERNELS {

void multiply(const ProductTile& tile);
void winograd_input(const WinogradInput& patch);
void winograd_output(const WinogradOutput& patch);
extern const FastKernels kernels;

}  // namespace mrcnn::MRCNN_KERNELS

#endif
