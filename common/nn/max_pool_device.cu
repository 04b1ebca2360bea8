#include "common/nn/max_pool.hpp"
#include "common/tensor/for_each.cuh"

namespace mrcnn {

void max_of_windows(View<const float, 3> features, const PoolWindows& windows, View<float, 3> out,
                    Device /*place*/) {
  const Index width = out.extent(1);
  // out[y][x][c] <- the maximum of channel c over window (y, x)
  for_each_channels(
      out.extent(0) * width, out.extent(2), [=] MRCNN_HD(Index window, Index first, Index last) {
        const Index y = window / width;
        const Index x = window % width;
        float largest[kChannelsPerThread];
        max_of_cells(features, cells_of_window(windows, windows.rows, y, features.extent(0)),
                     cells_of_window(windows, windows.columns, x, features.extent(1)), first, last,
                     largest);
        for (Index c = first; c < last; ++c) {
          out(y, x, c) = largest[c - first];
        }
      });
}

}  // namespace mrcnn
