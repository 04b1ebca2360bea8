#pragma once
#include <cstddef>
#include <string>

#include "common/tensor/host_tensor.hpp"
#include "common/trace/array.hpp"

namespace mrcnn {

/// Traces store the channel axis before rows and columns, as other programs do; the program keeps
/// it last. Only these functions convert between the two orders.

/// A map (H, W, C) as an array f32 (C, H, W).
Array to_chw_array(const HostTensor<float, 3>& map);

/// Regions (R, S, S, C) as an array f32 (R, C, S, S).
Array to_chw_array(const HostTensor<float, 4>& regions);

/// The inverse: an array f32 (C, H, W) as a map (H, W, C). Throws InputError "NAME: reason,
/// expected ..., got ..." if dtype or number of axes differ.
HostTensor<float, 3> from_chw_array(const Array& array, const std::string& name);

/// The inverse: an array f32 (R, C, S, S) as regions (R, S, S, C). Throws like the one above.
HostTensor<float, 4> regions_from_chw_array(const Array& array, const std::string& name);

}  // namespace mrcnn
