#include <algorithm>
#include <memory>

#include <omp.h>

#include "common/nn/add_bias.hpp"
#include "common/nn/blas_setup.hpp"
#include "common/nn/conv2d_kernels.hpp"
#include "common/nn/gemm.hpp"

namespace mrcnn {
namespace {

// [patch]
/// Copies the patch under one output cell into a row: (ky, kx, c), zeros outside the map.
void copy_patch(const Convolution& s, Index cell, float* row) {
  const Index x = cell % s.out.extent(2);
  const Index y = cell / s.out.extent(2) % s.out.extent(1);
  const View<const float, 3> map = s.input[cell / (s.out.extent(1) * s.out.extent(2))];
  const Index channels = map.extent(2);
  for (Index ky = 0; ky < s.kernel.extent(0); ++ky) {
    for (Index kx = 0; kx < s.kernel.extent(1); ++kx, row += channels) {
      const Index in_y = y * s.stride + ky - s.padding;
      const Index in_x = x * s.stride + kx - s.padding;
      if (is_inside(map, in_y, in_x)) {
        std::copy_n(&map(in_y, in_x, 0), channels, row);
      } else {
        std::fill_n(row, channels, 0.0F);
      }
    }
  }
}

// [/patch]

}  // namespace

void conv2d_im2col(const Convolution& s, Math /*math: the host has float32 only*/, Host /*place*/) {
  const Index blocks = (s.cells() + kGemmRows - 1) / kGemmRows;
  // patches of every thread, taken here because no exception may leave a parallel loop
  const Index block_size = s.is_plain_product() ? 0 : kGemmRows * s.depth();
  const auto patches = std::make_unique_for_overwrite<float[]>(block_size * omp_get_max_threads());
  reserve_blas_memory(omp_get_max_threads());
#pragma omp parallel for schedule(dynamic)
  for (Index block = 0; block < blocks; ++block) {
    const Index first = block * kGemmRows;
    const Index count = std::min(kGemmRows, s.cells() - first);
    View<const float, 2> rows = rows_from(s.input_matrix(), first, count);
    if (!s.is_plain_product()) {
      const View<float, 2> own(patches.get() + block_size * omp_get_thread_num(), count, s.depth());
      for (Index i = 0; i < count; ++i) {
        copy_patch(s, first + i, &own(i, 0));
      }
      rows = own;
    }
    const View<float, 2> out = rows_from(s.out_matrix(), first, count);
    gemm_block(rows, s.kernel_matrix(), out);
    add_bias(out, s.bias, s.relu, Host{});
  }
}

}  // namespace mrcnn
