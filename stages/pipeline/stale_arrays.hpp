#pragma once
#include <set>
#include <string>
#include <vector>

#include "common/trace/trace_folder.hpp"

namespace mrcnn {

/// Arrays whose counts contradict those of the arrays in `valid` or of an earlier array that does
/// not: what is left over from before an edit. Throws InputError if arrays in `valid` contradict
/// each other.
std::vector<std::string> stale_arrays(const TraceFolder& trace, const std::set<std::string>& valid);

/// The same where the arrays that differ from the manifest are the valid ones; none if all counts
/// fit. Throws InputError if they contradict each other and no edit explains it.
std::vector<std::string> stale_after_edit(const TraceFolder& trace);

}  // namespace mrcnn
