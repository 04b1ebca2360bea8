#pragma once
#include <functional>
#include <string>
#include <vector>

#include "common/trace/trace_folder.hpp"

#include "stages/pipeline/steps.hpp"
#include "stages/program/compare/comparison.hpp"

namespace mrcnn {

/// Names the element at an index of an array in words: "P3, cell (34,97), channel 12". An index of
/// one number is a whole row.
using DescribeElement = std::function<std::string(
    const std::string& array, const std::vector<std::size_t>& index, const TraceFolder& trace)>;

struct CompareOptions {
  std::vector<StepInfo> steps;  // in the order of a run
  DescribeElement describe;     // without: "2_proposals/boxes(17, 2)"
  bool keep_going = false;      // compare later steps although one does not hold
};

/// Compares two traces step by step, by the table of bounds.hpp.
///
/// A step is judged teacher-forced if everything it reads exists and is equal in both traces: then
/// each of its arrays is held to its bound; an array that was edited is held to another program's.
/// Otherwise it is seen end-to-end: its arrays are measured but not judged, and in the end the
/// detections of both runs must match (detection_match.hpp). Arrays that one trace lacks are
/// listed.
///
/// Throws InputError if a file cannot be read or the counts of one trace contradict each other.
Comparison compare_traces(const TraceFolder& a, const TraceFolder& b,
                          const CompareOptions& options);

}  // namespace mrcnn
