#pragma once
#include <cstddef>
#include <cstdint>

namespace mrcnn {

/// *mark = 1 if one of `count` floats in device memory is NaN or infinite; else it stays as it is.
/// The host does not wait.
void mark_non_finite(const float* values, std::size_t count, std::int32_t* mark);

}  // namespace mrcnn
