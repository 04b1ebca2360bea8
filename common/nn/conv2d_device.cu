#include <algorithm>

#include "common/nn/add_bias.hpp"
#include "common/nn/conv2d_kernels.hpp"
#include "common/nn/device_gemm.hpp"
#include "common/nn/gemm.hpp"
#include "common/tensor/for_each.cuh"

namespace mrcnn {
namespace {

// [im2col]
/// Patches of the output cells from `begin` on, one row each: (ky, kx, c), zeros outside the map.
/// In a map of (H, W, C) the cells (kx, c) of one kernel row lie side by side: the copy runs over
/// them in parallel, so that neighbouring threads read neighbouring addresses.
///
///   patches  (count, KH, KW C_in)
void copy_patches(const Convolution& s, Index begin, View<float, 3> patches) {
  const Index kernel_height = patches.extent(1);
  const Index out_height = s.out.extent(1);
  const Index out_width = s.out.extent(2);
  const Index channels = s.input.extent(3);
  const Index stride = s.stride;
  const Index padding = s.padding;
  // the cells (x, c) of a row of a map side by side
  const View<const float, 3> input(s.input.data(), s.input.extent(0), s.input.extent(1),
                                   s.input.extent(2) * channels);
  // patches[cell][ky][j] <- input[map][y s + ky - p][(x s - p) C + j], or 0 outside
  for_each_channels(patches.extent(0) * kernel_height, patches.extent(2),
                    [=] MRCNN_HD(Index row, Index first, Index last) {
                      const Index ky = row % kernel_height;
                      const Index cell = begin + row / kernel_height;
                      const Index x = cell % out_width;
                      const Index y = cell / out_width % out_height;
                      const auto map = input[cell / (out_width * out_height)];
                      const Index in_y = y * stride + ky - padding;
                      const Index in_x = (x * stride - padding) * channels;
                      for (Index j = first; j < last; ++j) {
                        patches(row / kernel_height, ky, j) =
                            is_inside(map, in_y, in_x + j) ? map(in_y, in_x + j) : 0.0F;
                      }
                    });
}

// [/im2col]

}  // namespace

void conv2d_im2col(const Convolution& s, Math math, Device /*place*/) {
  const Index cells = s.cells();
  const Index block = s.is_plain_product() ? cells : std::min(cells, device_gemm_rows(s.depth()));
  auto patches = make_device_tensor<float>({s.is_plain_product() ? 0 : block, s.depth()});
  for (Index begin = 0; begin < cells; begin += block) {
    const Index count = std::min(block, cells - begin);
    View<const float, 2> rows = rows_from(s.input_matrix(), begin, count);
    if (!s.is_plain_product()) {
      const Index kernel_height = s.kernel.extent(0);
      copy_patches(s, begin,
                   View<float, 3>(patches.data(), count, kernel_height, s.depth() / kernel_height));
      rows = rows_from(view(patches), 0, count);
    }
    const View<float, 2> out = rows_from(s.out_matrix(), begin, count);
    device_gemm(rows, s.kernel_matrix(), out, math);
    add_bias(out, s.bias, s.relu, Device{});
  }
}

void conv2d_reference(const Convolution& s, Device /*place*/) {
  // out[r][y][x][o] <- bias[o] + sum over ky, kx, c; one thread per number, the sum in the host's
  // order
  for_each_index(s.out.size(), [=] MRCNN_HD(Index i) {
    const auto [input, kernel, bias, out, stride, padding, relu] = s;
    const Index o = i % out.extent(3);
    const Index x = i / out.extent(3) % out.extent(2);
    const Index y = i / (out.extent(3) * out.extent(2)) % out.extent(1);
    const Index r = i / (out.extent(3) * out.extent(2) * out.extent(1));
    double sum = bias(o);
    for (Index ky = 0; ky < kernel.extent(0); ++ky) {
      for (Index kx = 0; kx < kernel.extent(1); ++kx) {
        const Index in_y = y * stride + ky - padding;
        const Index in_x = x * stride + kx - padding;
        for (Index c = 0; is_inside(input[r], in_y, in_x) && c < kernel.extent(2); ++c) {
          sum += double{input(r, in_y, in_x, c)} * double{kernel(ky, kx, c, o)};
        }
      }
    }
    out(r, y, x, o) = static_cast<float>(relu && sum < 0.0 ? 0.0 : sum);
  });
}

}  // namespace mrcnn
