#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "common/trace/trace_folder.hpp"

namespace mrcnn {

/// Says in words which element of a trace's array an index is:
///
///   1_features/p3           P3, cell (34,97), channel 12
///   2_proposals/anchors     anchor 177365 = P3, cell (34,97), ratio 2.0, x1
///   2_proposals/candidates  candidate 12 of P4 (anchor 171000 = P4, cell (1,2), ratio 0.5), y2
///   3_roi_align/regions     proposal 17, bin (3,4), channel 200
///   4_box_head/scores       detection 3 (class star)
///   6_masks/masks           pixel (120,44) of mask 2 (class star)
///
/// An index shorter than the array's shape means all that lies below: one number, a row. What the
/// trace does not tell (class names, maps' sizes) is left out; an unknown array is
/// "2_proposals/other[3, 4]". Throws InputError if an array it needs cannot be read.
std::string describe_element(const std::string& array, const std::vector<std::size_t>& index,
                             const TraceFolder& trace);

}  // namespace mrcnn
