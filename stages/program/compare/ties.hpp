#pragma once
#include <string>

#include "stages/program/compare/compare_arrays.hpp"
#include "stages/program/compare/compared_traces.hpp"

namespace mrcnn {

/// What is exempted in an array of another program, by the rule of its bounds row:
///
///   roi_level   rows whose box is within kLevelUlps of the size at which a pyramid level begins
///               (roi_level_thresholds), if the saved levels, where both traces have them, are the
///               two on either side
///   keep        detections whose best IoU is within kIouGap of the threshold
///   best_truth  detections that both objects overlap equally, up to kIouGap
///   kept        nothing else, but rows are partners if they are the same detection
///   mask_pixel  pixels whose probability is less than kMaskGap from the threshold
///
/// Nothing by any other rule (selection_match.hpp has those of a selection).
Exemptions element_ties(const TracePair& traces, Tie tie, const std::string& array, const Array& a);

}  // namespace mrcnn
