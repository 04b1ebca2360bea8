#pragma once
#include <cstddef>

namespace mrcnn {

/// Every index, extent and loop counter of the numeric code, on both sides: signed, so that
/// `y * stride + ky - padding` may be negative, and as wide as a pointer.
using Index = std::ptrdiff_t;

}  // namespace mrcnn
