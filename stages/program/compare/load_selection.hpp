#pragma once
#include <optional>
#include <string>

#include "stages/program/compare/compared_traces.hpp"
#include "stages/program/compare/selection.hpp"

namespace mrcnn {

/// How a trace chose its proposals ("2_proposals": a row's key is its anchor) or its detections
/// ("4_box_head": the key is proposal and class). Thresholds come from the manifests of `traces`.
///
/// No value if an array that tells is missing, or its indices point nowhere.
std::optional<Selection> load_selection(const ComparedTrace& trace, const std::string& folder,
                                        const TracePair& traces);

}  // namespace mrcnn
