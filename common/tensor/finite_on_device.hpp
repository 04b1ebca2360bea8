#pragma once
#include <cstddef>
#include <cstdint>

namespace mrcnn {

/// *mark = 1 if one of `count` floats in device memory is NaN or infinite; else it is unchanged.
/// The host does not wait.
///
///   rows_in_use  in device memory: only this many rows of `row_size` floats are checked; null: all
void mark_non_finite(const float* values, std::size_t count, const std::int32_t* rows_in_use,
                     std::size_t row_size, std::int32_t* mark);

}  // namespace mrcnn
