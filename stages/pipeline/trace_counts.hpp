#pragma once
#include <set>
#include <string>

#include "common/trace/trace_folder.hpp"

namespace mrcnn {

/// Checks that the shapes of a trace's arrays belong together: as many scores as boxes, four deltas
/// per class, as many candidates as proposals times classes. Reads the headers only; missing arrays
/// are skipped.
///
/// Throws InputError "FILE: reason, expected ..., got ...".
void check_counts(const TraceFolder& trace);

/// The same for some of its arrays.
void check_counts(const TraceFolder& trace, const std::set<std::string>& names);

}  // namespace mrcnn
