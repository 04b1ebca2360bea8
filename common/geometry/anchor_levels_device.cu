#include <thrust/fill.h>

#include "common/geometry/anchor_levels.hpp"
#include "common/tensor/for_each.cuh"
#include "common/types/feature_pyramid.hpp"

namespace mrcnn {

template <>
DeviceTensor<std::int32_t, 1> anchor_levels<Device>(const std::vector<ImageSize>& grids,
                                                    Index per_cell) {
  auto levels = make_device_tensor<std::int32_t>({anchor_count(grids, per_cell)});
  std::int32_t level = kLowestLevel;
  Index first = 0;
  for (const ImageSize grid : grids) {
    const Index count = cells_of(grid) * per_cell;
    // levels[i] <- level, for all anchors of the grid
    thrust::fill_n(on_device(), levels.data() + first, count, level);
    ++level;
    first += count;
  }
  return levels;
}

}  // namespace mrcnn
