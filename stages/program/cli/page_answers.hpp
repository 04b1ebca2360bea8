#pragma once
#include <nlohmann/json_fwd.hpp>

#include "common/trace/trace_folder.hpp"

#include "stages/pipeline/model/config.hpp"

namespace mrcnn {

/// What `mrcnn why` says of every detection of a trace and `mrcnn why-not` of every true object:
/// {"why": [text, ...], "why_not": [text, ...]}, by row. A list is empty where the trace lacks what
/// its answers need or contradicts itself: a page shows what it can.
nlohmann::ordered_json page_answers(const TraceFolder& trace, const Config& config);

}  // namespace mrcnn
