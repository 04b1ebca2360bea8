#include "common/geometry/anchor_levels.hpp"

#include <algorithm>

#include "common/types/feature_pyramid.hpp"

namespace mrcnn {

template <>
HostTensor<std::int32_t, 1> anchor_levels<Host>(const std::vector<ImageSize>& grids,
                                                Index per_cell) {
  auto levels = make_tensor<std::int32_t>({anchor_count(grids, per_cell)});
  std::int32_t level = kLowestLevel;
  std::int32_t* first = levels.data();
  for (const ImageSize grid : grids) {
    first = std::fill_n(first, cells_of(grid) * per_cell, level++);
  }
  return levels;
}

}  // namespace mrcnn
