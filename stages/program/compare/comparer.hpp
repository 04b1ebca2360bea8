#pragma once
#include <vector>

#include "common/trace/trace_folder.hpp"

#include "stages/pipeline/steps.hpp"
#include "stages/program/compare/comparison.hpp"

namespace mrcnn {

struct CompareOptions {
  std::vector<StepInfo> steps;  // in the order of a run
  bool keep_going = false;      // compare later steps although one does not hold
};

/// Compares two traces step by step, by the table of bounds.hpp.
///
/// A step is judged teacher-forced if everything it reads exists and is equal in both traces: then
/// each of its arrays is held to its bound; an array that was edited is held to another program's.
/// Otherwise it is compared end-to-end: its arrays are measured but not judged, and in the end the
/// detections of both runs must match (detection_match.hpp). Arrays that one trace lacks are
/// listed.
///
/// Throws InputError if a file cannot be read or the counts of one trace contradict each other.
Comparison compare_traces(const TraceFolder& a, const TraceFolder& b,
                          const CompareOptions& options);

}  // namespace mrcnn
