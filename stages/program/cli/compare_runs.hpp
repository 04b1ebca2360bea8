#pragma once
#include <string>
#include <vector>

#include "common/trace/trace_folder.hpp"

#include "stages/pipeline/steps.hpp"
#include "stages/program/cli/run_plan.hpp"
#include "stages/program/compare/comparison.hpp"

namespace mrcnn {

/// Compares the image and the nine steps of two traces, in order
/// (stages/program/compare/comparer.hpp).
///
///   keep_going  also look at the steps after the first one out of tolerance
Comparison compare_runs(const TraceFolder& a, const TraceFolder& b, bool keep_going);

/// The same for some steps.
Comparison compare_steps(const TraceFolder& a, const TraceFolder& b,
                         const std::vector<StepInfo>& steps, bool keep_going);

/// Runs the plan's image or trace on host and device and compares teacher-forced (each step on the
/// device gets the host's inputs), then end-to-end. Two tables, printed one after the other.
/// Returns the exit code: 0 if both hold, else 1.
///
///   input  what the plan runs, for messages
int compare_places(RunPlan plan, const std::string& input, bool keep_going);

}  // namespace mrcnn
