#include "common/nn/fast/product_fast.hpp"

namespace mrcnn {

void multiply_block(const FastProduct& product, const FastRows& rows, const FastBlock& block) {
  const PackedMatrices& right = product.right;
  const Index depth = right.depth() / product.taps;
  const bool is_first = block.first_tap == 0 && block.first_k == 0;
  const bool is_last =
      block.first_tap + block.taps == product.taps && block.first_k + block.depth == depth;
  const Index offset = block.first_tap * product.tap_stride + block.first_k;
  std::array<const float*, kTileRows> left;
  std::array<float*, kTileRows> out;
  std::array<const float*, kTileRows> residual;
  for (Index p = block.first_panel; p < block.last_panel; ++p) {
    const Index column = p * right.width();
    for (Index first = 0; first < rows.count; first += kTileRows) {
      const Index count = std::min(kTileRows, rows.count - first);
      for (Index r = 0; r < count; ++r) {
        left[r] = rows.left[first + r] + offset;
        out[r] = rows.out[first + r] + column;
        residual[r] = product.has_residual ? rows.residual[first + r] + column : nullptr;
      }
      right.kernels().multiply(
          {.rows = left.data(),
           .panel = right.panel(product.matrix, p) +
                    (block.first_tap * depth + block.first_k) * right.width(),
           .out = out.data(),
           .bias = is_first ? right.bias() + column : nullptr,
           .residual = is_last && product.has_residual ? residual.data() : nullptr,
           .taps = block.taps,
           .tap_stride = product.tap_stride,
           .depth = block.depth,
           .count = count,
           .columns = std::min(right.width(), right.columns() - column),
           .relu = is_last && product.relu});
    }
  }
}

}  // namespace mrcnn
