#include "common/nn/add_upsampled.hpp"
#include "common/tensor/for_each.cuh"

namespace mrcnn {

void sum_upsampled(View<const float, 3> lateral, View<const float, 3> coarse, UpsampledAxis rows,
                   UpsampledAxis columns, View<float, 3> out, Device /*place*/) {
  const Index width = out.extent(1);
  // out[y][x][c] <- lateral[y][x][c] + coarse[y / 2][x / 2][c], if the coarse map is half as large
  for_each_channels(out.extent(0) * width, out.extent(2),
                    [=] MRCNN_HD(Index cell, Index first, Index last) {
                      const Index y = cell / width;
                      const Index x = cell % width;
                      const Index coarse_y = rows.source(y);
                      const Index coarse_x = columns.source(x);
                      for (Index c = first; c < last; ++c) {
                        out(y, x, c) = lateral(y, x, c) + coarse(coarse_y, coarse_x, c);
                      }
                    });
}

}  // namespace mrcnn
