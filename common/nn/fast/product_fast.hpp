#pragma once
#include <algorithm>
#include <array>

#include "common/nn/fast/packed_weights.hpp"

namespace mrcnn {

/// Rows of one piece of work. Results do not depend on it: every element is one sum in a fixed
/// order, on any thread.
inline constexpr Index kFastRows = 96;

/// A product of fewer multiplications is done before a second thread has woken up.
inline constexpr Index kWorthThreads = Index{1} << 22;

/// Rows of a product's left matrix and where their results go.
struct FastRows {
  std::array<const float*, kFastRows> left;
  std::array<float*, kFastRows> out;
  std::array<const float*, kFastRows> residual;
  Index count = 0;
};

/// The part of a product that all its rows share.
struct FastProduct {
  const PackedMatrices& right;
  Index matrix = 0;      // which of them
  Index taps = 1;        // a row's parts of depth / taps numbers each,
  Index tap_stride = 0;  // distance between the parts
  bool has_residual = false;
  bool relu = false;
};

/// Columns and depth of the right matrix, as far as they are multiplied at a time.
struct FastBlock {
  Index first_panel, last_panel;
  Index first_tap, taps;
  Index first_k, depth;  // of each tap
};

/// out = left right of one block, which starts from the bias at the first k, and adds the residual
/// and applies ReLU after the last.
void multiply_block(const FastProduct& product, const FastRows& rows, const FastBlock& block);

/// The same for all rows, in parallel. fill(rows, first) sets the pointers of rows.count rows, from
/// row `first` of the product on.
///
/// The loop over the depth is outermost, so that what all threads read of both matrices fits into
/// the cache that they share. The pieces of work do not depend on the number of threads.
template <class Fill>
void multiply(const FastProduct& product, Index rows, const Fill& fill) {
  constexpr Index kDepth = 1536;  // numbers of a row, and rows of a panel, that are used at a time
  constexpr Index kEnoughPieces = 64;
  const Index depth = product.right.depth() / product.taps;
  const Index depth_step = std::clamp<Index>(depth, 1, kDepth);
  const Index tap_step = std::clamp<Index>(kDepth / depth_step, 1, product.taps);
  const Index row_pieces = (rows + kFastRows - 1) / kFastRows;
  const Index panels = product.right.panels();
  const Index panel_pieces = std::clamp<Index>(kEnoughPieces / std::max<Index>(row_pieces, 1), 1,
                                               std::max<Index>(panels, 1));
  const bool is_large = rows * product.right.depth() * product.right.columns() >= kWorthThreads;
  for (Index tap = 0; tap < product.taps; tap += tap_step) {
    for (Index k = 0; k == 0 || k < depth; k += depth_step) {
#pragma omp parallel for collapse(2) schedule(dynamic) if (is_large)
      for (Index piece = 0; piece < row_pieces; ++piece) {
        for (Index part = 0; part < panel_pieces; ++part) {
          FastRows some;
          some.count = std::min(kFastRows, rows - piece * kFastRows);
          fill(some, piece * kFastRows);
          multiply_block(
              product, some,
              {part * panels / panel_pieces, (part + 1) * panels / panel_pieces, tap,
               std::min(tap_step, product.taps - tap), k, std::min(depth_step, depth - k)});
        }
      }
    }
  }
}

}  // namespace mrcnn
