#pragma once
#include <string>

#include "stages/program/cli/run_plan.hpp"
#include "stages/program/compare/comparer.hpp"

namespace mrcnn {

/// How the program compares traces: the image first, then the nine steps.
///
///   keep_going  also look at the steps after the first one out of tolerance
CompareOptions compare_options(bool keep_going);

/// Runs the plan's image or trace on host and device and compares teacher-forced (each step on the
/// device gets the host's inputs), then end-to-end. Two tables, printed one after the other.
/// Returns the exit code: 0 if both hold, else 1.
///
///   input  what the plan runs, for messages
int compare_places(RunPlan plan, const std::string& input, bool keep_going);

}  // namespace mrcnn
