#pragma once
#include <string>

#include "stages/program/compare/compare_arrays.hpp"
#include "stages/program/compare/compared_traces.hpp"

namespace mrcnn {

/// Compares an array of 5_iou_filter that follows from a decision, in traces of which at least one
/// is another program's. best_truth, class_matches and keep are compared element by element: keep
/// may differ where the best IoU is within kIouGap of the threshold, the others where both objects
/// overlap the detection equally, up to kIouGap. Rows of boxes, scores and labels are partners if
/// they are the same detection.
ArrayComparison compare_iou_filter(const TracePair& traces, const std::string& array,
                                   const Bound& bound, const Words& words);

}  // namespace mrcnn
