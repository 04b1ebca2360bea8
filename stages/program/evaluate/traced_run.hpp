#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "common/trace/trace_folder.hpp"

#include "stages/pipeline/model/config.hpp"
#include "stages/pipeline/pipeline_state.hpp"

namespace mrcnn {

/// The arrays of a trace that a question about it needs, and the configuration of the run.
struct TracedRun {
  TraceFolder trace;
  Config config;
  PipelineState<Host> state;  // state.has(NAME): it was in the trace
};

/// Reads those of the arrays that the trace has, without those that do not fit an edit of others.
/// Throws InputError if their shapes contradict each other and no edit explains it, or if one is
/// malformed or not finite.
TracedRun read_traced_run(const TraceFolder& trace, const Config& config,
                          const std::vector<std::string>& arrays);

/// Throws InputError naming an array that the trace lacks.
void require_arrays(const TracedRun& run, const std::vector<std::string>& arrays);

/// A value of a trace that must be a row of a list of `count`: "2_proposals/kept[3]". Throws
/// InputError otherwise.
std::size_t traced_row(const TracedRun& run, const std::string& array, std::size_t index,
                       std::int32_t value, std::size_t count);

/// The name of a class, for a label in the configuration; "class 7" otherwise.
std::string class_name(const Config& config, std::int32_t label);

}  // namespace mrcnn
