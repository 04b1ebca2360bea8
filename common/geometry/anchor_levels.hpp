#pragma once
#include <cstdint>
#include <vector>

#include "common/geometry/anchors.hpp"

namespace mrcnn {

/// The pyramid level of every anchor of make_anchors(): (A), 2 for the grid of P2.
///
///   grids     rows and columns of the maps of P2, P3, ...
///   per_cell  anchors of one cell
template <class Place>
Tensor<Place, std::int32_t, 1> anchor_levels(const std::vector<ImageSize>& grids, Index per_cell);
template <>
HostTensor<std::int32_t, 1> anchor_levels<Host>(const std::vector<ImageSize>& grids,
                                                Index per_cell);
template <>
DeviceTensor<std::int32_t, 1> anchor_levels<Device>(const std::vector<ImageSize>& grids,
                                                    Index per_cell);

}  // namespace mrcnn
