#include <algorithm>
#include <array>
#include <vector>

#include "common/nn/fast/fast_kernels.hpp"
#include "common/nn/gemm.hpp"

#include "benchmarks/ladder/rungs.hpp"

namespace mrcnn {
namespace {

constexpr Index kProducts = 36;
constexpr Index kTiles = 60;

/// Pointers to the cells of a square, row by row; `outside` for those outside the map.
template <Index Side, class T>
std::array<T*, Side * Side> cells_of_square(View<T, 3> map, Index top, Index left, T* outside) {
  std::array<T*, Side * Side> cells;
  for (Index i = 0; i < Side * Side; ++i) {
    const Index y = top + i / Side;
    const Index x = left + i % Side;
    cells[i] = is_inside(map, y, x) ? &map(y, x, 0) : outside;
  }
  return cells;
}

Index whole_lines(Index floats) {
  return (floats + 15) / 16 * 16;
}

}  // namespace

void conv2d_winograd_blas(const Convolution& s, View<const float, 3> kernel) {
  const Index inputs = kernel.extent(1);
  const Index outputs = kernel.extent(2);
  const Index rows = (s.out.extent(1) + 3) / 4;
  const Index columns = (s.out.extent(2) + 3) / 4;
  const Index tiles = s.out.extent(0) * rows * columns;
  const std::vector<float> zeros(static_cast<std::size_t>(inputs));
  std::vector<float> bias(static_cast<std::size_t>(whole_lines(outputs)));
  std::copy(s.bias.begin(), s.bias.end(), bias.begin());
  const Index input_size = kTiles * inputs + 48;  // 48: not a power of two apart
  const Index output_size = kTiles * outputs + 48;
#pragma omp parallel for schedule(dynamic)
  for (Index first = 0; first < tiles; first += kTiles) {
    static thread_local std::vector<float> memory;
    memory.resize(std::max(memory.size(),
                           static_cast<std::size_t>(kProducts * (input_size + output_size) + 16)));
    float* const before = memory.data();
    float* const after = memory.data() + kProducts * input_size;
    const Index count = std::min(kTiles, tiles - first);
    for (Index i = 0; i < count; ++i) {
      const Index tile = first + i;
      const auto cells = cells_of_square<6>(s.input[tile / (rows * columns)],
                                            tile / columns % rows * 4 - s.padding,
                                            tile % columns * 4 - s.padding, zeros.data());
      fast_kernels().winograd_input({.cells = cells.data(),
                                     .out = before + i * inputs,
                                     .stride = input_size,
                                     .channels = inputs});
    }
    for (Index m = 0; m < kProducts; ++m) {
      gemm_block(View<const float, 2>(before + m * input_size, count, inputs), kernel[m],
                 View<float, 2>(after + m * output_size, count, outputs));
    }
    for (Index i = 0; i < count; ++i) {
      const Index tile = first + i;
      const auto cells = cells_of_square<4, float>(
          s.out[tile / (rows * columns)], tile / columns % rows * 4, tile % columns * 4, nullptr);
      fast_kernels().winograd_output({.products = after + i * outputs,
                                      .cells = cells.data(),
                                      .bias = bias.data(),
                                      .stride = output_size,
                                      .channels = outputs,
                                      .relu = s.relu});
    }
  }
}

}  // namespace mrcnn
