#pragma once
#include <cstddef>
#include <string>

#include "common/tensor/host_tensor.hpp"
#include "common/trace/array.hpp"

namespace mrcnn {

/// Traces store the channel axis before rows and columns, as other programs do; the program keeps
/// it last. Only these two functions convert between the two orders.

/// A map (H, W, C) as an array f32 (C, H, W); regions (R, S, S, C) as an array f32 (R, C, S, S).
template <std::size_t Rank>
Array to_chw_array(const PooledTensor<float, Rank>& map);

/// The inverse: a map is from_chw_array<3>, regions are from_chw_array<4>. Throws InputError "NAME:
/// reason, expected ..., got ..." if dtype or number of axes differ.
template <std::size_t Rank>
HostTensor<float, Rank> from_chw_array(const Array& array, const std::string& name);

}  // namespace mrcnn
