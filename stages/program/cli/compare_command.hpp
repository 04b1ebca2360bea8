#pragma once
#include <functional>
#include <vector>

#include <CLI/CLI.hpp>

#include "common/trace/trace_folder.hpp"

#include "stages/pipeline/steps.hpp"
#include "stages/program/cli/common_options.hpp"
#include "stages/program/compare/comparison.hpp"

namespace mrcnn {

/// The image and the nine steps of two traces, compared in order
/// (stages/program/compare/comparer.hpp).
///
///   keep_going  look at all steps, also after one that does not hold
Comparison compare_runs(const TraceFolder& a, const TraceFolder& b, bool keep_going);

/// The same for some steps.
Comparison compare_steps(const TraceFolder& a, const TraceFolder& b,
                         const std::vector<StepInfo>& steps, bool keep_going);

/// mrcnn compare A B: two traces on disk, judged step by step (docs/comparing.md). Ends with 0 if
/// they go together, with 1 if they do not.
void add_compare_command(CLI::App& program, CommonOptions& common, std::function<int()>& run);

}  // namespace mrcnn
