#pragma once
#include <functional>
#include <string>
#include <vector>

#include "common/trace/trace_folder.hpp"

#include "stages/pipeline/steps.hpp"
#include "stages/program/compare/comparison.hpp"
#include "stages/program/compare/near_ties.hpp"

namespace mrcnn {

/// Says in words which element an index of an array is: "P3, cell (34,97), channel 12". An index of
/// one number means a whole row.
using DescribeElement = std::function<std::string(
    const std::string& array, const std::vector<std::size_t>& index, const TraceFolder& trace)>;

struct CompareOptions {
  std::vector<StepInfo> steps;  // in the order of a run
  DescribeElement describe;     // without: "2_proposals/boxes[17, 2]"
  SoftMask soft_mask;           // without: no mask pixel is excused
  bool keep_going = false;      // look at later steps although one does not hold
};

/// Compares two traces step by step, by the table of bounds.hpp.
///
/// A step is isolated if everything it reads is there and equal in both traces: then each of its
/// arrays is held to its bound. Otherwise it is chained: its arrays are measured but not judged,
/// and in the end the detections of both runs must go together (detection_match.hpp). Arrays that
/// one trace lacks are listed. Knows arrays by name only, no stage.
///
/// Throws InputError if a file cannot be read or counts contradict inside one trace.
Comparison compare_traces(const TraceFolder& a, const TraceFolder& b,
                          const CompareOptions& options);

}  // namespace mrcnn
