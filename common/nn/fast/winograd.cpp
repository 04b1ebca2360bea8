#include "common/nn/fast/winograd.hpp"

#include <algorithm>
#include <array>

#include <omp.h>

#include "common/nn/fast/product_fast.hpp"

namespace mrcnn {
namespace {

constexpr Index kProducts = 36;
constexpr Index kSide = 4;    // cells of the output under one tile
constexpr Index kPatch = 6;   // cells of the input
constexpr Index kTiles = 60;  // of one thread's piece of work: what it has made stays in the cache

/// Up to this many tiles, all threads work on the same piece: there are too few pieces for one
/// each, and the kernel, 36/9 times as large as before, is read once.
constexpr Index kSharedTiles = 4 * kTiles;

/// Tiles of 4 x 4 cells cover the output; those at its right and lower border stick out.
struct TileGrid {
  explicit TileGrid(View<const float, 4> out)
      : rows((out.extent(1) + kSide - 1) / kSide),
        columns((out.extent(2) + kSide - 1) / kSide),
        count(out.extent(0) * rows * columns) {}

  Index rows, columns;  // of one map
  Index count;          // of all maps
};

/// The 36 matrices of some tiles, before and after the products.
struct Workspace {
  Workspace(float* memory, Index tiles, Index inputs, Index outputs)
      : input_depth(whole_lines(inputs)),
        output_depth(whole_lines(outputs)),
        input_stride(tiles * input_depth + kSkew),
        output_stride(tiles * output_depth + kSkew),
        input(memory),
        output(memory + kProducts * input_stride) {}

  static Index whole_lines(Index floats) { return (floats + 15) / 16 * 16; }

  [[nodiscard]] Index size() const { return kProducts * (input_stride + output_stride); }

  // Matrices a power of two apart would compete for the same lines of the cache.
  static constexpr Index kSkew = 48;

  Index input_depth, output_depth;    // floats of a row
  Index input_stride, output_stride;  // from one of the 36 matrices to the next
  float* input;
  float* output;
};

struct Winograd {
  const Convolution& s;
  const PackedMatrices& kernel;
  const HostTensor<float, 1>& bias;
  TileGrid grid{s.out};
  HostTensor<float, 1> zeros = filled_tensor<float>({s.input.extent(3)}, 0.0F);

  /// B^T d B of tile `tile`, to row `row` of the matrices.
  void transform_input(Index tile, Index row, const Workspace& work) const {
    const Index map = tile / (grid.rows * grid.columns);
    const Index top = tile / grid.columns % grid.rows * kSide - s.padding;
    const Index left = tile % grid.columns * kSide - s.padding;
    std::array<const float*, kPatch * kPatch> cells;
    for (Index i = 0; i < kProducts; ++i) {
      const Index y = top + i / kPatch;
      const Index x = left + i % kPatch;
      cells[i] = is_inside(s.input[map], y, x) ? &s.input(map, y, x, 0) : zeros.data();
    }
    kernel.kernels().winograd_input({.cells = cells.data(),
                                     .out = work.input + row * work.input_depth,
                                     .stride = work.input_stride,
                                     .channels = s.input.extent(3)});
  }

  /// Rows first..first+count-1 of product `m`.
  void multiply(Index m, Index first, Index count, Index first_panel, Index last_panel,
                const Workspace& work) const {
    FastRows rows;
    rows.count = count;
    for (Index i = 0; i < count; ++i) {
      rows.left[i] = work.input + m * work.input_stride + (first + i) * work.input_depth;
      rows.out[i] = work.output + m * work.output_stride + (first + i) * work.output_depth;
    }
    multiply_block({.right = kernel, .matrix = m}, rows,
                   {first_panel, last_panel, 0, 1, 0, kernel.depth()});
  }

  /// A^T m A of row `row` of the products, to the cells of tile `tile`.
  void transform_output(Index tile, Index row, const Workspace& work) const {
    const Index map = tile / (grid.rows * grid.columns);
    const Index top = tile / grid.columns % grid.rows * kSide;
    const Index left = tile % grid.columns * kSide;
    std::array<float*, kSide * kSide> cells;
    for (Index i = 0; i < kSide * kSide; ++i) {
      const Index y = top + i / kSide;
      const Index x = left + i % kSide;
      cells[i] = is_inside(s.out[map], y, x) ? &s.out(map, y, x, 0) : nullptr;
    }
    kernel.kernels().winograd_output({.products = work.output + row * work.output_depth,
                                      .cells = cells.data(),
                                      .bias = bias.data(),
                                      .stride = work.output_stride,
                                      .channels = s.out.extent(3),
                                      .relu = s.relu});
  }

  /// All tiles in pieces, each on one thread.
  void run_in_pieces() const {
    const Index pieces = (grid.count + kTiles - 1) / kTiles;
    const Workspace sizes(nullptr, kTiles, s.input.extent(3), s.out.extent(3));
    auto memory = make_tensor<float>({omp_get_max_threads() * sizes.size()});
#pragma omp parallel for schedule(dynamic)
    for (Index piece = 0; piece < pieces; ++piece) {
      const Workspace work(memory.data() + omp_get_thread_num() * sizes.size(), kTiles,
                           s.input.extent(3), s.out.extent(3));
      const Index first = piece * kTiles;
      const Index count = std::min(kTiles, grid.count - first);
      for (Index i = 0; i < count; ++i) {
        transform_input(first + i, i, work);
      }
      for (Index m = 0; m < kProducts; ++m) {
        multiply(m, 0, count, 0, kernel.panels(), work);
      }
      for (Index i = 0; i < count; ++i) {
        transform_output(first + i, i, work);
      }
    }
  }

  /// All threads on one piece: its tiles, then its products, then its tiles again.
  void run_shared() const {
    const Workspace sizes(nullptr, grid.count, s.input.extent(3), s.out.extent(3));
    auto memory = make_tensor<float>({sizes.size()});
    const Workspace work(memory.data(), grid.count, s.input.extent(3), s.out.extent(3));
    const bool is_large =
        kProducts * grid.count * s.input.extent(3) * s.out.extent(3) >= kWorthThreads;
#pragma omp parallel if (is_large)
    {
#pragma omp for schedule(static)
      for (Index tile = 0; tile < grid.count; ++tile) {
        transform_input(tile, tile, work);
      }
#pragma omp for collapse(2) schedule(dynamic)
      for (Index m = 0; m < kProducts; ++m) {
        for (Index p = 0; p < kernel.panels(); ++p) {
          for (Index first = 0; first < grid.count; first += kFastRows) {
            multiply(m, first, std::min(kFastRows, grid.count - first), p, p + 1, work);
          }
        }
      }
#pragma omp for schedule(static)
      for (Index tile = 0; tile < grid.count; ++tile) {
        transform_output(tile, tile, work);
      }
    }
  }
};

}  // namespace

void conv2d_winograd(const Convolution& convolution, const PackedMatrices& kernel,
                     const HostTensor<float, 1>& bias) {
  const Winograd winograd{convolution, kernel, bias};
  if (winograd.grid.count <= kSharedTiles) {
    winograd.run_shared();
  } else {
    winograd.run_in_pieces();
  }
}

}  // namespace mrcnn
