#pragma once
#include "common/trace/trace_folder.hpp"

namespace mrcnn {

/// A warning that names the arrays of a trace that were edited in place, what is left out because
/// it does not go with them, and the command that computes what follows; none if none was.
void warn_of_edits(const TraceFolder& trace);

}  // namespace mrcnn
