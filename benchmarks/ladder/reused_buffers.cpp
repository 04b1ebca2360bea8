#include <algorithm>
#include <vector>

#include "common/nn/gemm.hpp"

#include "benchmarks/ladder/rungs.hpp"

namespace mrcnn {
namespace {

/// The patch under an output cell, a row of the kernel at a time: its cells (kx, c) lie side by
/// side in the map.
void copy_patch(const Convolution& s, Index cell, float* row) {
  const Index x = cell % s.out.extent(2) * s.stride - s.padding;
  const Index y = cell / s.out.extent(2) % s.out.extent(1) * s.stride - s.padding;
  const View<const float, 3> map = s.input[cell / (s.out.extent(1) * s.out.extent(2))];
  const Index channels = map.extent(2);
  const Index first = std::clamp<Index>(-x, 0, s.kernel.extent(1));
  const Index last = std::clamp<Index>(map.extent(1) - x, first, s.kernel.extent(1));
  for (Index ky = 0; ky < s.kernel.extent(0); ++ky, row += s.kernel.extent(1) * channels) {
    std::fill_n(row, s.kernel.extent(1) * channels, 0.0F);
    if (y + ky >= 0 && y + ky < map.extent(0) && first < last) {
      std::copy_n(&map(y + ky, x + first, 0), (last - first) * channels, row + first * channels);
    }
  }
}

}  // namespace

void conv2d_reused_buffers(const Convolution& s, const float* residual) {
  const Index blocks = (s.cells() + kGemmRows - 1) / kGemmRows;
#pragma omp parallel for schedule(dynamic)
  for (Index block = 0; block < blocks; ++block) {
    static thread_local std::vector<float> patches;
    const Index first = block * kGemmRows;
    const Index count = std::min(kGemmRows, s.cells() - first);
    View<const float, 2> rows = rows_from(s.input_matrix(), first, count);
    if (!s.is_plain_product()) {
      patches.resize(std::max(patches.size(), static_cast<std::size_t>(kGemmRows * s.depth())));
      for (Index i = 0; i < count; ++i) {
        copy_patch(s, first + i, patches.data() + i * s.depth());
      }
      rows = View<const float, 2>(patches.data(), count, s.depth());
    }
    const View<float, 2> out = rows_from(s.out_matrix(), first, count);
    gemm_block(rows, s.kernel_matrix(), out);
    for (Index i = 0; i < count; ++i) {
      for (Index o = 0; o < out.extent(1); ++o) {
        const float shortcut =
            residual == nullptr ? 0.0F : residual[(first + i) * out.extent(1) + o];
        const float value = out(i, o) + s.bias(o) + shortcut;
        out(i, o) = s.relu && value < 0.0F ? 0.0F : value;
      }
    }
  }
}

}  // namespace mrcnn
