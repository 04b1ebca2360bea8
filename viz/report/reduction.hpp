#pragma once
#include <cstddef>
#include <vector>

#include "common/trace/array.hpp"

namespace mrcnn {

/// The channels that vary most over all maps together, best first: each map's variances count in
/// units of that map's mean variance, so that no level outvotes the others. Ties: the lower
/// channel.
///
///   maps     f32 (C, h, w), all with the same C
///   returns  at most `count` of 0..C-1
///
/// Values that are not finite are left out. Throws ShapeError if C differs.
std::vector<std::size_t> most_varying_channels(const std::vector<Array>& maps, std::size_t count);

/// f32 (C, h, w) to (channels.size(), h, w).
Array channels_of(const Array& map, const std::vector<std::size_t>& channels);

/// f32 (C, h, w) to (h, w): the mean of |value| over all channels.
Array mean_magnitude(const Array& map);

/// Rows of an array of any type; throws ShapeError if there is no such row.
Array rows_of(const Array& array, const std::vector<std::size_t>& rows);

/// f32, each value rounded to `bits` bits after the leading one: 11 bits are three to four decimal
/// digits. NaN and infinities stay what they are.
Array rounded(const Array& array, unsigned bits);

/// u8 (H, W, 3) to (H / factor, W / factor, 3): the mean of each block; what is left of the last
/// row and column of blocks is dropped.
Array shrunk_picture(const Array& picture, std::size_t factor);

}  // namespace mrcnn
