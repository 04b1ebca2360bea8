#include "common/nn/deconv2x2.hpp"
#include "common/tensor/for_each.cuh"

namespace mrcnn {

void spread_cells(View<const float, 4> cells, View<float, 4> out, Index ky, Index kx,
                  Device /*place*/) {
  const Index width = cells.extent(2);
  const Index height = cells.extent(1);
  // out[r][2 y + ky][2 x + kx][o] <- cells[r][y][x][o]
  for_each_channels(cells.extent(0) * height * width, cells.extent(3),
                    [=] MRCNN_HD(Index cell, Index first, Index last) {
                      const Index x = cell % width;
                      const Index y = cell / width % height;
                      const Index r = cell / (width * height);
                      for (Index o = first; o < last; ++o) {
                        out(r, 2 * y + ky, 2 * x + kx, o) = cells(r, y, x, o);
                      }
                    });
}

}  // namespace mrcnn
