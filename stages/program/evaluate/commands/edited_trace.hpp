#pragma once
#include <string>
#include <vector>

#include "common/trace/trace_folder.hpp"

namespace mrcnn {

/// A warning that names those of a trace's arrays that were edited in place, what is left out
/// because it does not match them, and the command that computes what follows; none if none was.
/// Another if the trace has no manifest, so that its settings are guessed.
///
///   arrays  to be looked at, since hashing all of a large trace takes a second. If something is
///           left out, all are
void warn_of_edits(const TraceFolder& trace, const std::vector<std::string>& arrays);

}  // namespace mrcnn
