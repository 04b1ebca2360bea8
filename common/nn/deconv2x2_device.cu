#include "common/nn/deconv2x2.hpp"
#include "common/tensor/for_each.cuh"

namespace mrcnn {

void spread_cells(View<const float, 4> cells, View<float, 4> out, Index ky, Index kx,
                  Device /*place*/) {
  // cells and out as lists of cells: row y of map r is row (r height + y) of all maps, and out has
  // twice as many of them
  const Index width = cells.extent(2);
  const Index channels = cells.extent(3);
  const Index count = cells.extent(0) * cells.extent(1) * width;
  const View<const float, 2> from(cells.data(), count, channels);
  const View<float, 2> to(out.data(), 4 * count, channels);
  // out[r][2 y + ky][2 x + kx][o] <- cells[r][y][x][o]
  for_each_channels(count, channels, [=] MRCNN_HD(Index cell, Index first, Index last) {
    const Index row = cell / width;
    const Index x = cell - row * width;
    const Index target = (2 * row + ky) * 2 * width + 2 * x + kx;
    for (Index o = first; o < last; ++o) {
      to(target, o) = from(cell, o);
    }
  });
}

}  // namespace mrcnn
